"""A judged campaign as the record that reports' lives are derived from, and what is wrong in it with decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from pingyi.campaign.arrival import changed_on
from pingyi.campaign.checking import Grounds
from pingyi.campaign.judged import Judged
from pingyi.check.deciding import Deciding, Handed, name_of
from pingyi.check.decision_files import decision_path, decisions_in
from pingyi.check.identity import declared_on, outside
from pingyi.check.permissions import named_on_roster
from pingyi.check.shape import Shape
from pingyi.decisions.canonical import report_hash
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.levels import deciders
from pingyi.decisions.life import Lives
from pingyi.decisions.record import DecisionRecord
from pingyi.load.attached import MAX_FILE, by_name
from pingyi.load.changes import Change
from pingyi.load.contents import DECISIONS, UNITS, Contents, read, unit_of
from pingyi.load.roster import ROSTER
from pingyi.load.source import Source
from pingyi.model import OFFICE, ROOT, Campaign, Decision, Problem


class ReportHashes(Mapping[str, str]):
    """By unit, the hash of every report that can be judged: final, without an error, there on the day. Each is worked out once."""

    def __init__(self, contents: Contents, wrong: Collection[str], campaign: Campaign, day: date) -> None:
        self._contents, self._wrong, self._campaign, self._day = contents, wrong, campaign, day
        self._known: dict[str, str | None] = {}

    def __getitem__(self, unit: str) -> str:
        if unit not in self._known:
            self._known[unit] = self._hash(unit)
        found = self._known[unit]
        if found is None:
            raise KeyError(unit)
        return found

    def __iter__(self) -> Iterator[str]:
        return (unit for unit in self._contents.paths if unit in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _hash(self, unit: str) -> str | None:
        path = self._contents.paths.get(unit)
        document = self._contents.document(path) if path and path not in self._wrong else None
        if document is None or document.data.get("status") != "final":
            return None
        if self._campaign.timeliness == "declared" and (declared_on(document.data) or date.max) > self._day:
            return None
        return report_hash(document.data, attached_hashes(self._contents, unit))


def attached_hashes(contents: Contents, unit: str) -> dict[str, str]:
    """SHA-256 of each attached file by its path below the unit's folder; empty for one that cannot be read."""
    found = {}
    for name, path in by_name(unit, contents.files.get(unit, ())).items():
        raw = contents.reports.read(path, MAX_FILE)
        found[name] = sha256(raw).hexdigest() if isinstance(raw, bytes) else ""
    return found


def record_of(
    contents: Contents,
    grounds: Grounds,
    decisions: Mapping[str, Sequence[Decision]],
    wrong: Collection[str],
) -> DecisionRecord | None:
    """The record of what was read; None where the campaign does not approve. `wrong`: paths of reports with errors.

    Decisions of a later day are not there yet.
    """
    campaign, roster, day = grounds
    if campaign.approval is None:
        return None
    reports = ReportHashes(contents, wrong, campaign, day)
    expected = frozenset(unit for unit, row in roster.items() if outside(row, day, None) is None)
    by_then = {unit: tuple(it for it in found if it.on <= day) for unit, found in decisions.items()}
    return DecisionRecord(roster, campaign.approval, reports, expected, by_then)


def record(judged: Judged) -> DecisionRecord | None:
    """The record of a judged campaign; None where it does not approve."""
    wrong = {*judged.errors, *judged.later}
    return record_of(judged.contents, grounds_of(judged), judged.decisions, wrong)


def handed_in(judged: Judged) -> dict[str, date | None]:
    """When each report came as it is: by its last change, or where that is not known by its receipt."""
    return {unit: report.changed or report.received for unit, report in judged.reports.items()}


def grounds_of(judged: Judged) -> Grounds:
    """What its reports were judged against."""
    return judged.campaign, judged.roster, judged.as_of


def approval_problems(record: DecisionRecord) -> Iterator[Problem]:
    """Whoever could act is not there, and decisions that are not on what is there now."""
    office = decision_words()["office"]
    if not named_on_roster("office", ROOT, record.roster):
        yield Problem("approval-nobody", ROSTER)
    lives = Lives(record)
    for unit, decisions in record.decisions.items():
        life = lives[unit] if unit in record.roster else None
        if life and life.state == "stale" and life.next:
            level = office if life.next == OFFICE else name_of(life.next, record.roster)
            names = deciders(unit, life.next, record.roster, record.approval)
            values = {"name": name_of(unit, record.roster), "level": level, "names": "、".join(names)}
            yield Problem("decision-stale", decision_path(unit, decisions[-1].number), "/report", values=values)


def deciding_of(judged: Judged, main: Source, changes: Sequence[Change], root: Path) -> Deciding | None:
    """What a proposal decides and which reports it changes; None where the campaign does not approve.

    `judged`: what is proposed, by main's own files; `main`: the tree that it is compared with. What main holds of a report
    that changes is taken as right: it was judged when it came.
    """
    after = record(judged)
    if after is None:
        return None
    contents, shape = read(main), Shape(judged.contract, judged.catalogue, "decision")
    decided = decisions_in(contents.decisions, judged.roster, judged.campaign, shape)
    touched = {change.path: change.kind for change in changes}
    units = {unit_of(path) for path in touched if path.startswith(f"{UNITS}/")}
    wrong = {path for path in judged.errors if unit_of(path) not in units}
    before = record_of(contents, grounds_of(judged), decided, wrong)
    assert before is not None  # noqa: S101 - the same campaign
    files = {path for path in touched if path.startswith(f"{DECISIONS}/") and not path.endswith("/.gitkeep")}
    made = [it for found in judged.decisions.values() for it in found]
    return Deciding(
        before=before,
        after=replace(after, decisions=before.decisions),
        contract=judged.contract,
        today=judged.as_of,
        office=decision_words()["office"],
        added=[it for it in made if touched.get(decision_path(it.unit, it.number)) == "added"],
        edited=sorted(path for path in files if touched[path] != "added"),
        changed={unit: partial(_both, unit, contents, judged.contents) for unit in units},
        came=partial(_came, root, judged, contents),
    )


def _came(root: Path, judged: Judged, main: Contents, unit: str) -> date | None:
    document = main.document(main.paths[unit]) if unit in main.paths else None
    measure = judged.campaign.timeliness, judged.line, judged.as_of
    return changed_on(root, measure, document) if document else None


def _both(unit: str, before: Contents, after: Contents) -> tuple[Handed, Handed]:
    return _handed(unit, before), _handed(unit, after)


def _handed(unit: str, contents: Contents) -> Handed:
    document = contents.document(contents.paths[unit]) if unit in contents.paths else None
    return document.data if document else None, attached_hashes(contents, unit)
