"""When reports arrived: what main's history says, or under `timeliness: declared` what they say themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from pingyi.campaign import clock
from pingyi.check.identity import declared_on, outside
from pingyi.load.contents import CAMPAIGN, Contents
from pingyi.load.history import ABBREVIATED, History, differing, history, last_changes
from pingyi.load.mainline import Mainline, mainline
from pingyi.model import Document, Problem, Report, Unit


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
        return declared_change(document, day)
    return history(root, line, day, [document.path]).changed.get(document.path) if line else None


def by_history(contents: Contents, known: History) -> Iterator[Report]:
    """Every report that can be read, as main's history dates it."""
    for unit, path in contents.paths.items():
        if document := contents.document(path):
            yield Report(unit, document, known.received.get(path), known.changed.get(path))


def by_declaration(contents: Contents, day: date) -> Iterator[Report]:
    """Every report that can be read, as it dates itself."""
    for unit, path in contents.paths.items():
        if document := contents.document(path):
            yield Report(unit, document, declared_on(document.data), declared_change(document, day))


def commits(root: Path, line: Mainline | None, commit: str | None) -> dict[str, str]:
    """Path of each report to the commit that brought it as it is read; empty without Git or its whole history."""
    if line is None:
        return {}
    other = differing(root) if commit is None else set()
    return {path: name for path, name in last_changes(root, line).items() if path not in other}


def declared_change(document: Document, day: date) -> date | None:
    """The last day by `day` on which a report says it was filled in or corrected."""
    revisions = document.data.get("revisions")
    entries = [entry for entry in revisions if isinstance(entry, dict)] if isinstance(revisions, list) else []
    days = [declared_on(document.data), *(declared_on(entry, "date") for entry in entries)]
    return max((found for found in days if found and found <= day), default=None)
