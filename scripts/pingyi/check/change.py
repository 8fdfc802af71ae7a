"""Rules on what a proposal changes: whose reports, what of accepted ones, and nothing but data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pingyi.load.changes import Change
from pingyi.load.contents import CAMPAIGN, UNITS, unit_of
from pingyi.load.documents import FILES_SUFFIX
from pingyi.load.roster import ROSTER
from pingyi.model import ROOT, Data, Problem, Unit, parent

Reader = Callable[[str], Data | None]
"""The data of a report by path; None where there is none or it cannot be read."""

DERIVED = {"schemas/vocabulary.schema.json": CAMPAIGN, ".github/CODEOWNERS": ROSTER}
"""Path of each derived file to the file that it comes from."""

TOOL = ("scripts/", "schemas/")
NAMED = 5
"""How many units a message names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, by whom (the forge's login; None: not known), and the reports as they are and as they would be."""

    changes: Sequence[Change]
    author: str | None
    roster: Mapping[str, Unit]
    before: Reader
    after: Reader

    @property
    def units(self) -> dict[str, list[Change]]:
        """The changes of reports and attached files by unit."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            if is_data(change.path):
                found.setdefault(unit_of(change.path), []).append(change)
        return found

    @property
    def office(self) -> bool:
        """Whether the author is known to review a reporting unit."""
        reporting = (unit for unit in self.roster.values() if unit.kind == "reporting")
        return any(_named(self.author, unit.reviewers) for unit in reporting)


def proposal(it: Proposal) -> Iterator[Problem]:
    """Everything wrong with what the proposal changes."""
    for rule in (foreign_unit, several_units, deletes_report, without_revision, derived, not_data):
        yield from rule(it)


def foreign_unit(it: Proposal) -> Iterator[Problem]:
    """Only a unit's submitters and reviewers, those of units above it, and the office change its report."""
    if it.author is None or it.office:
        return
    for unit, changes in it.units.items():
        people = _people(unit, it.roster)
        if not _named(it.author, people):
            # Who is in a team only the forge knows, so somebody must look.
            known = people and not any("/" in name for name in people)
            rule = "change-foreign-unit" if known else "change-author-unknown"
            yield Problem(rule, changes[0].path, values={"author": it.author, "unit": unit, "name": _name(unit, it)})


def several_units(it: Proposal) -> Iterator[Problem]:
    """One proposal, one unit: else the errors of one keep the others waiting."""
    units = it.units
    if len(units) > 1:
        names = "、".join(_name(unit, it) for unit in list(units)[:NAMED])
        path = next(iter(units.values()))[0].path
        yield Problem("change-several-units", path, values={"n": len(units), "names": names})


def deletes_report(it: Proposal) -> Iterator[Problem]:
    """A final report stays; drafts may go."""
    for change in it.changes:
        if change.kind == "deleted" and is_report(change.path) and _final(it.before(change.path)):
            yield Problem("change-deletes-report", change.path)


def without_revision(it: Proposal) -> Iterator[Problem]:
    """Whoever corrects a final report or its attached files says why."""
    for unit, changes in it.units.items():
        path = f"{UNITS}/{unit}.yml"
        before, after = it.before(path), it.after(path)
        if before is None or after is None or not _final(before):
            continue
        attached = any(change.path != path for change in changes)
        if (attached or before != after) and not _revised(before, after):
            yield Problem("change-without-revision", path, "/revisions")


def derived(it: Proposal) -> Iterator[Problem]:
    """Derived files change with what they come from, or with the tool that writes them."""
    paths = {change.path for change in it.changes}
    for path in sorted(paths & DERIVED.keys()):
        by_tool = any(other.startswith(TOOL) for other in paths - DERIVED.keys())
        if DERIVED[path] not in paths and not by_tool:
            yield Problem("change-derived", path, values={"source": DERIVED[path]})


def not_data(it: Proposal) -> Iterator[Problem]:
    """Who hands in a report changes nothing else. Without any report it is a change of the tool, reviewed as such."""
    if not it.units:
        return
    allowed = "data/" if it.office else f"{UNITS}/"
    for change in it.changes:
        if change.submodule or not (change.path.startswith(allowed) or change.path in DERIVED):
            yield Problem("change-not-data", change.path)


def is_data(path: str) -> bool:
    """Whether a path is a report's or an attached file's, or stands where one should."""
    return path.startswith(f"{UNITS}/") and not path.endswith("/.gitkeep")


def is_report(path: str) -> bool:
    return is_data(path) and path.endswith(".yml") and f"{FILES_SUFFIX}/" not in path


def _final(data: Data | None) -> bool:
    return data is not None and data.get("status") == "final"


def _revised(before: Data, after: Data) -> bool:
    """Whether an entry was added and none was lost."""
    old, new = before.get("revisions", []), after.get("revisions", [])
    if not (isinstance(old, list) and isinstance(new, list)):
        return False
    return len(new) > len(old) and all(entry in new for entry in old)


def _people(unit: str, roster: Mapping[str, Unit]) -> set[str]:
    """Submitters and reviewers of a unit and of all units above it."""
    found: set[str] = set()
    while unit != ROOT:
        if row := roster.get(unit):
            found |= {*row.submitters, *row.reviewers}
        unit = parent(unit)
    return found


def _named(author: str | None, people: Sequence[str] | set[str]) -> bool:
    """Forges do not tell capital letters in logins apart."""
    return author is not None and author.casefold() in {name.casefold() for name in people}


def _name(unit: str, it: Proposal) -> str:
    return it.roster[unit].name if unit in it.roster else unit
