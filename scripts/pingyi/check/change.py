"""Rules on what a proposal changes: who changes what, how files are named, and what nobody here judges."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.check.accepted import accepted
from pingyi.check.deciding import deciding
from pingyi.check.permissions import (
    NAMED,
    Answer,
    FilesRow,
    Person,
    disguised,
    named_on_roster,
    rights_words,
    role_words,
    some_of,
)
from pingyi.check.proposed import DERIVED, Proposal, owner, release_of
from pingyi.load.contents import DATA, UNITS
from pingyi.load.names import unfit
from pingyi.load.releases import MANIFEST, RELEASES
from pingyi.model import ROOT, Problem

NEEDS_EYES = frozenset(["change-not-judged", "change-grounds", "change-author-unknown"])
"""What the check cannot decide: with any of these it does not say that a proposal may be merged."""


def proposal(it: Proposal) -> Iterator[Problem]:
    """Everything wrong with what the proposal changes, and what of it somebody else must look at."""
    for rule in (
        misnamed, permitted, several_units, accepted, unverified, derived, not_data, not_judged, grounds,
    ):  # fmt: skip
        yield from rule(it)
    if it.deciding is not None:
        yield from deciding(it.deciding, it.person)


def misnamed(it: Proposal) -> Iterator[Problem]:
    """Names that not every machine can hold, or that some take for another file. Below `data/` all files are looked at."""
    for change in it.changes:
        other = disguised(change.path)
        if other is not None and change.kind != "deleted":
            yield Problem("file-twin", change.path, values={"found": change.path, "other": other})
        elif not change.path.startswith(f"{DATA}/") and change.kind != "deleted" and (problem := unfit(change.path)):
            yield problem
        elif change.submodule and change.path.startswith(f"{DATA}/"):
            yield Problem("file-submodule", change.path)


def permitted(it: Proposal) -> Iterator[Problem]:
    """Everybody changes what the table allows him; one finding a unit, and one a row of the table."""
    told: set[str] = set()
    for change in it.changes:
        row, unit = it.row(change.path), owner(change.path)
        key = unit if unit != ROOT else row.id
        # Docs and code have owners on a forge: `not_judged` says that these must look. What nobody may change, it refuses.
        elsewhere = it.reviewed and not row.judged and not change.path.startswith(f"{DATA}/")
        if it.person is None or key in told or elsewhere or not row.by:
            continue
        if (answer := it.may(change.path)) != "yes":
            told.add(key)
            yield _refused(it, it.person, change.path, answer)


def _refused(it: Proposal, person: Person, path: str, answer: Answer) -> Problem:
    row, unit = it.row(path), owner(path)
    names = {name for role in row.by for name in named_on_roster(role, unit, it.roster)}
    words, title = rights_words(), row.title
    values = {
        "author": person.login,
        "unit": unit,
        "name": _name(unit, it),
        "what": title if unit == ROOT else words["of-unit"].format(name=_name(unit, it), unit=unit, title=title),
        "who": _roles(row),
        "teams": some_of(sorted(name for name in names if "/" in name)) or words["no-roster"],
    }
    if answer == "unknown":
        return Problem("change-author-unknown" if it.reviewed else "change-author-unresolved", path, values=values)
    return Problem("change-foreign-unit" if unit != ROOT else "change-not-allowed", path, values=values)


def several_units(it: Proposal) -> Iterator[Problem]:
    """One proposal, one unit: else the errors of one keep the others waiting."""
    units = it.units
    if len(units) > 1:
        path = next(iter(units.values()))[0].path
        values = {"n": len(units), "names": some_of([_name(unit, it) for unit in units])}
        yield Problem("change-several-units", path, values=values)


def unverified(it: Proposal) -> Iterator[Problem]:
    """A new release is what its list and its commit on main give, byte for byte."""
    for name, wrong in it.verified.items():
        if wrong:
            values = {"name": name, "n": len(wrong), "found": "".join(wrong[:NAMED])}
            yield Problem("change-release-unverified", f"{RELEASES}/{name}/{MANIFEST}", values=values)


def derived(it: Proposal) -> Iterator[Problem]:
    """Derived files are what the campaign makes of them, or change with the tool that writes them."""
    for change in it.changes:
        if change.path in DERIVED and change.path not in it.generated and not it.by_tool and not it.founding:
            yield Problem("change-derived", change.path, values={"source": DERIVED[change.path]})


def not_data(it: Proposal) -> Iterator[Problem]:
    """Who hands in a report changes nothing else. A merge queue holds several requests, of which each was judged before."""
    if not it.units or it.founding or it.queued:
        return
    office = it.person is not None and it.person.has("office", ROOT) == "yes"
    allowed = f"{DATA}/" if office else f"{UNITS}/"
    for change in it.changes:
        if not (change.path.startswith(allowed) or change.path in DERIVED):
            yield Problem("change-not-data", change.path)


def not_judged(it: Proposal) -> Iterator[Problem]:
    """What the check lets through without having looked at it is named, with those who must look."""
    found: dict[str, tuple[FilesRow, list[str]]] = {}
    refused = {problem.path for rule in (derived, not_data) for problem in rule(it)}
    for change in it.changes:
        row = it.row(change.path)
        release = release_of(change.path)
        if not (row.judged or change.path in refused or release in it.released or release in it.verified):
            found.setdefault(row.id, (row, []))[1].append(change.path)
    for row, paths in found.values():
        values = {"n": len(paths), "what": row.title, "names": some_of(paths), "who": _roles(row)}
        yield Problem("change-not-judged" if row.by else "change-output", paths[0], values=values)


def grounds(it: Proposal) -> Iterator[Problem]:
    """Of the campaign's own files the check judges form and consequences; whether they are right, the office must know."""
    own = [change.path for change in it.changes if it.row(change.path).id in ("campaign", "generated")]
    if paths := [path for path in own if it.may(path) != "no"]:
        yield Problem("change-grounds", paths[0], values={"n": len(paths), "names": some_of(paths)})


def _name(unit: str, it: Proposal) -> str:
    return it.roster[unit].title if unit in it.roster else unit


def _roles(row: FilesRow) -> str:
    return "、".join(role_words()[role]["title"] for role in row.by)
