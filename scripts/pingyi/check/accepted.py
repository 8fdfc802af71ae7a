"""Rules on what was accepted or published before: it stays, and is corrected only with a reason and without moving days."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.check.proposed import Proposal, is_report, release_of
from pingyi.load.contents import unit_of
from pingyi.model import Data, Problem


def accepted(it: Proposal) -> Iterator[Problem]:
    """Everything that the proposal takes from what was accepted or published."""
    for rule in (deletes_report, withdrawn, backdated, without_revision, releases_kept):
        yield from rule(it)


def deletes_report(it: Proposal) -> Iterator[Problem]:
    """A final report stays; drafts may go."""
    for change in it.changes:
        if change.kind == "deleted" and is_report(change.path) and _final(it.before(change.path)):
            yield Problem("change-deletes-report", change.path)


def withdrawn(it: Proposal) -> Iterator[Problem]:
    """What was accepted as final does not become a draft again, which could then be deleted or handed in anew.

    Where a campaign approves level by level, merging is no acceptance; what keeps a report then, `deciding` says.
    """
    if it.deciding is not None:
        return
    for path, before, after in it.corrected:
        if _final(before) and not _final(after):
            yield Problem("change-withdrawn", path, "/status")


def backdated(it: Proposal) -> Iterator[Problem]:
    """The day on which a report was filled in does not move back: it may decide whether the report came in time."""
    for path, before, after in it.corrected:
        old, new = before.get("reported_on"), after.get("reported_on")
        if isinstance(old, str) and isinstance(new, str) and new < old:
            rule = "change-backdated" if _final(before) else "change-draft-backdated"
            yield Problem(rule, path, "/reported_on", values={"before": old, "after": new})


def without_revision(it: Proposal) -> Iterator[Problem]:
    """Whoever corrects a final report or its attached files says why."""
    for path, before, after in it.corrected:
        attached = any(change.path != path for change in it.units[unit_of(path)])
        if _final(before) and _final(after) and (attached or before != after) and not _revised(before, after):
            yield Problem("change-without-revision", path, "/revisions")


def releases_kept(it: Proposal) -> Iterator[Problem]:
    """What was published stays as it was."""
    told: set[str] = set()
    for change in it.changes:
        name = release_of(change.path)
        if name in it.released - told:
            told.add(name)
            yield Problem("change-release", change.path, values={"name": name})


def _final(data: Data | None) -> bool:
    return data is not None and data.get("status") == "final"


def _revised(before: Data, after: Data) -> bool:
    """Whether an entry was added and none was lost."""
    old, new = before.get("revisions", []), after.get("revisions", [])
    if not (isinstance(old, list) and isinstance(new, list)):
        return False
    return len(new) > len(old) and all(entry in new for entry in old)
