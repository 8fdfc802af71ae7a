"""When reports arrived: what main's history says, or under `timeliness: declared` what they say themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from pingyi.campaign import clock
from pingyi.check.identity import outside
from pingyi.check.report_facts import declared_change, raw_digest
from pingyi.load.contents import CAMPAIGN, Contents, unit_of
from pingyi.load.history import ABBREVIATED, AtHand, History, differing, history, last_changes
from pingyi.load.mainline import Mainline, mainline
from pingyi.model import Document, Problem, Report, Stated, Unit


def line_of(root: Path, timezone: str, commit: str | None = None) -> Mainline:
    """Main's first-parent line up to a commit, by default the one that is checked out. Raises `HistoryError`."""
    return mainline(root, timezone, clock.today(timezone), commit or "HEAD")


def contradictions(line: Mainline) -> Iterator[Problem]:
    """Commits whose day contradicts their neighbours', and notes that are no receipts."""
    for step in line.steps:
        if step.said != step.day:
            values = {"commit": step.commit[:ABBREVIATED], "said": step.said, "day": step.day}
            yield Problem("history-backwards", CAMPAIGN, "/timeliness", values=values)
    for commit in line.unread:
        yield Problem("history-note", CAMPAIGN, "/timeliness", values={"commit": commit[:ABBREVIATED]})


def received_before(
    root: Path, contents: Contents, roster: Mapping[str, Unit], line: Mainline, day: date
) -> dict[str, date]:
    """By unit, when the reports came that would not be accepted any more: of units that are closed or exempt by now."""
    paths = {unit: path for unit, path in contents.paths.items() if unit in roster and outside(roster[unit], day, None)}
    known = history(root, line, day, list(paths.values())).received if paths else {}
    return {unit: known[path] for unit, path in paths.items() if path in known}


def changed_on(root: Path, judged_by: tuple[str, Mainline | None, date], document: Document) -> date | None:
    """When one report came as it is, by main's history or as it says itself; None where nobody knows.

    `judged_by`: the campaign's measure, main's line and the day.
    """
    timeliness, line, day = judged_by
    if timeliness == "declared":
        return declared_change(document.data, day)
    return history(root, line, day, [document.path]).changed.get(document.path) if line else None


def by_history(contents: Contents, said: Mapping[str, Stated], known: History) -> Iterator[Report]:
    """Every report that can be read, as main's history dates it."""
    for unit, about in said.items():
        path = contents.paths[unit]
        yield Report(unit, path, about, contents.readable, known.received.get(path), known.changed.get(path))


def by_declaration(contents: Contents, said: Mapping[str, Stated]) -> Iterator[Report]:
    """Every report that can be read, as it dates itself."""
    for unit, about in said.items():
        days = _day(about.declared), _day(about.changed)
        yield Report(unit, contents.paths[unit], about, contents.readable, *days)


def at_hand(contents: Contents, said: Mapping[str, Stated]) -> AtHand:
    """Whether a version of a report is the one that is read now, and final."""

    def final(path: str, raw: bytes) -> bool | None:
        about = said.get(unit_of(path))
        return about.final if about and about.raw == raw_digest(raw) and contents.paths[unit_of(path)] == path else None

    return final


@cache
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Commits(Mapping[str, str]):
    """Path of each report to the commit that brought it as it is read; empty without Git or its whole history. Git is asked
    when somebody asks.
    """

    def __init__(self, root: Path, line: Mainline | None, commit: str | None) -> None:
        self._root, self._line, self._commit = root, line, commit

    @cached_property
    def _known(self) -> dict[str, str]:
        if self._line is None:
            return {}
        other = differing(self._root) if self._commit is None else set()
        return {path: name for path, name in last_changes(self._root, self._line).items() if path not in other}

    def __getitem__(self, path: str) -> str:
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
