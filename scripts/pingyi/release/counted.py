"""`data/releases/NAME.counted.csv`: which reports counted in a release, so that nobody has to judge again what was published.

A line each, in this order: `random`, 32 bytes that nobody can guess; `campaign` and `roster`; every `report` by path. Columns:
`kind`; `path` below the campaign's root; `sha256` of the file's bytes (of `random`: the bytes themselves), in hex; `received_on`,
the day on which the report counted as received. Where levels decide there is one column more: `accepted_by`, the levels that had
accepted the report, the lowest first, with a space between. The hash of a report could be guessed ballot by ballot, so this file is as
private as the reports are; the public manifest holds its SHA-256, which the random bytes keep from being guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pingyi.campaign.approving import record
from pingyi.campaign.judged import Judged
from pingyi.decisions.life import Lives
from pingyi.figures.approval_tables import counting
from pingyi.figures.progress import standings
from pingyi.load.contents import CAMPAIGN, unit_of
from pingyi.load.roster import ROSTER
from pingyi.load.rows import MAX_TABLE
from pingyi.load.source import Source

RANDOM_BYTES = 32
HEAD = "kind,path,sha256,received_on"
APPROVED = ",accepted_by"
HEX = "([0-9a-f]{64})"
LIST_LINES = re.compile(
    rf"{HEAD}(?P<more>(?:{APPROVED})?)\nrandom,,(?P<random>{HEX}),,?\ncampaign,{re.escape(CAMPAIGN)},(?P<campaign>{HEX}),,?\n"
    rf"roster,{re.escape(ROSTER)},(?P<roster>{HEX}),,?\n(?P<reports>(?:report,.*\n)*)"
)
REPORT = re.compile(rf"report,(data/units/[a-z0-9/-]+\.yml),{HEX},([0-9-]{{10}})(?:,([a-z0-9/ -]*))?")


@dataclass(frozen=True, slots=True)
class CountedReceipt:
    """The SHA-256 of a report's bytes, the day on which it was received, and the levels that had accepted it; None where no
    level decides.
    """

    sha256: str
    received: date
    accepted: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CountedList:
    """`random`: 64 hex digits; `campaign`, `roster`: SHA-256 of these files; `reports`: by path, in its order; `approves`:
    whether levels decide.
    """

    random: str
    campaign: str
    roster: str
    reports: Mapping[str, CountedReceipt]
    approves: bool = False

    def written(self) -> bytes:
        """The file."""
        blank = "," if self.approves else ""
        lines = [
            HEAD + (APPROVED if self.approves else ""),
            f"random,,{self.random},{blank}",
            f"campaign,{CAMPAIGN},{self.campaign},{blank}",
            f"roster,{ROSTER},{self.roster},{blank}",
            *(self._line(path, it) for path, it in self.reports.items()),
        ]
        return "".join(f"{line}\n" for line in lines).encode()

    def _line(self, path: str, it: CountedReceipt) -> str:
        accepted = f",{' '.join(it.accepted or ())}" if self.approves else ""
        return f"report,{path},{it.sha256},{it.received.isoformat()}{accepted}"

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, which the public manifest holds."""
        return sha256(self.written()).hexdigest()


def read_counted(content: bytes) -> CountedList:
    """The file as a value. Raises `ValueError` for anything that `Counted.written` would not write."""
    found = LIST_LINES.fullmatch(content.decode())
    if not found:
        raise ValueError("not a list of what counted")
    reports = {}
    approves = bool(found["more"])
    for line in found["reports"].splitlines():
        if not (report := REPORT.fullmatch(line)):
            raise ValueError(line)
        accepted = tuple((report[4] or "").split()) if approves else None
        reports[report[1]] = CountedReceipt(report[2], date.fromisoformat(report[3]), accepted)
    counted = CountedList(found["random"], found["campaign"], found["roster"], reports, approves)
    if counted.written() != content:
        raise ValueError("a report stands there twice")
    return counted


def counted_now(judged: Judged, random: str) -> CountedList:
    """The reports that count, as they are judged now."""
    source = judged.contents.reports
    counted = counting(judged, standings(judged, judged.errors))
    days = {unit: found.received for unit, found in counted.items() if found.received}
    paths = {judged.contents.paths[unit]: day for unit, day in days.items()}
    held = record(judged)
    lives = Lives(held) if held else None
    reports = {
        path: CountedReceipt(hashed(source, path), paths[path], lives[unit_of(path)].accepted if lives else None)
        for path in sorted(paths)
    }
    return CountedList(random, hashed(source, CAMPAIGN), hashed(source, ROSTER), reports, lives is not None)


def hashed(source: Source, path: str) -> str:
    """The SHA-256 of a file's bytes; empty where there is no such file."""
    content = source.read(path, MAX_TABLE)
    return sha256(content).hexdigest() if isinstance(content, bytes) else ""
