"""Rules on what a proposal changes: who changes what, what of accepted reports and releases, and what nobody here judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pingyi.check.permissions import Answer, Files, Person, disguised, files_of, named, roles
from pingyi.load.changes import Change
from pingyi.load.contents import CAMPAIGN, DATA, UNITS, unit_of
from pingyi.load.documents import FILES_SUFFIX
from pingyi.load.names import unfit
from pingyi.load.releases import RELEASES
from pingyi.load.roster import PATH as ROSTER
from pingyi.model import ROOT, Data, Problem, Unit

Reader = Callable[[str], Data | None]
"""The data of a report by path; None where there is none or it cannot be read."""

DECISIONS, DECISION_SUFFIX = "data/decisions", ".d"
DERIVED = {"schemas/vocabulary.schema.json": CAMPAIGN, ".github/CODEOWNERS": ROSTER}
"""Path of each derived file to the file that it comes from."""

TOOL = ("scripts/", "schemas/")
NEEDS_EYES = frozenset(["change-not-judged", "change-grounds", "change-author-unknown"])
"""What the check cannot decide: with any of these it does not say that a proposal may be merged."""

NAMED = 5
"""How many units, files or people a message names; the rest are counted."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed, by whom, and the reports as they are and as they would be.

    `person`: None where nobody says who proposes. `released`: names of the releases that there are. `generated`: path of
    each derived file that is as it must be. `founding`: there is no campaign that could be opened yet, or no longer.
    """

    changes: Sequence[Change]
    person: Person | None
    roster: Mapping[str, Unit]
    before: Reader
    after: Reader
    released: frozenset[str] = frozenset()
    generated: frozenset[str] = frozenset()
    founding: bool = False

    @cached_property
    def units(self) -> dict[str, list[Change]]:
        """The changes of reports and attached files by unit."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            if is_data(change.path):
                found.setdefault(unit_of(change.path), []).append(change)
        return found

    @cached_property
    def corrected(self) -> list[tuple[str, Data, Data]]:
        """Path, former and proposed data of each report that was there and still is, itself or its attached files changed."""
        paths = [f"{UNITS}/{unit}.yml" for unit in self.units]
        both = ((path, self.before(path), self.after(path)) for path in paths)
        return [(path, before, after) for path, before, after in both if before is not None and after is not None]

    @cached_property
    def by_tool(self) -> bool:
        """Whether the tool changes, too: then derived files may be another tool's."""
        return any(change.path.startswith(TOOL) and change.path not in DERIVED for change in self.changes)

    @property
    def reviewed(self) -> bool:
        """Whether somebody looks at the proposal after the check: on a forge, but not where a push is the merge."""
        return self.person is None or self.person.maintainers is None

    def may(self, path: str) -> Answer:
        """Whether the person may change a file; yes where nobody says who he is. A file that is generated can be judged."""
        if self.person is None:
            return "yes"
        if self.founding and self.person.has("maintainer", ROOT) == "yes":
            return "yes"
        if self.founding and self.reviewed and not named("office", ROOT, self.roster):
            return "unknown"
        return self.person.may(self.row(path), owner(path))

    def row(self, path: str) -> Files:
        """The row of the table for a file: a derived one that is not as the campaign makes it is the tool's."""
        found = files_of(path)
        return files_of("") if found.id == "generated" and path not in self.generated else found


def proposal(it: Proposal) -> Iterator[Problem]:
    """Everything wrong with what the proposal changes, and what of it somebody else must look at."""
    for rule in (
        misnamed, people, several_units, deletes_report, withdrawn, backdated, without_revision, derived, released,
        not_data, not_judged, grounds,
    ):  # fmt: skip
        yield from rule(it)


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


def people(it: Proposal) -> Iterator[Problem]:
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
    names = {name for role in row.by for name in named(role, unit, it.roster)}
    values = {
        "author": person.login,
        "unit": unit,
        "name": _name(unit, it),
        "what": row.title if unit == ROOT else f"“{_name(unit, it)}”（{unit}）的{row.title}",
        "who": _roles(row),
        "teams": _some(sorted(name for name in names if "/" in name)) or "（主分支上的名册读不出来）",
    }
    if answer == "unknown":
        return Problem("change-author-unknown" if it.reviewed else "change-author-unresolved", path, values=values)
    return Problem("change-foreign-unit" if unit != ROOT else "change-not-allowed", path, values=values)


def several_units(it: Proposal) -> Iterator[Problem]:
    """One proposal, one unit: else the errors of one keep the others waiting."""
    units = it.units
    if len(units) > 1:
        path = next(iter(units.values()))[0].path
        values = {"n": len(units), "names": _some([_name(unit, it) for unit in units])}
        yield Problem("change-several-units", path, values=values)


def deletes_report(it: Proposal) -> Iterator[Problem]:
    """A final report stays; drafts may go."""
    for change in it.changes:
        if change.kind == "deleted" and is_report(change.path) and _final(it.before(change.path)):
            yield Problem("change-deletes-report", change.path)


def withdrawn(it: Proposal) -> Iterator[Problem]:
    """What was accepted as final does not become a draft again, which could then be deleted or handed in anew."""
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


def derived(it: Proposal) -> Iterator[Problem]:
    """Derived files are what the campaign makes of them, or change with the tool that writes them."""
    for change in it.changes:
        if change.path in DERIVED and change.path not in it.generated and not it.by_tool and not it.founding:
            yield Problem("change-derived", change.path, values={"source": DERIVED[change.path]})


def released(it: Proposal) -> Iterator[Problem]:
    """What was published stays as it was."""
    told: set[str] = set()
    for change in it.changes:
        name = _release(change.path)
        if name in it.released - told:
            told.add(name)
            yield Problem("change-release", change.path, values={"name": name})


def not_data(it: Proposal) -> Iterator[Problem]:
    """Who hands in a report changes nothing else."""
    if not it.units or it.founding:
        return
    office = it.person is not None and it.person.has("office", ROOT) == "yes"
    allowed = f"{DATA}/" if office else f"{UNITS}/"
    for change in it.changes:
        if not (change.path.startswith(allowed) or change.path in DERIVED):
            yield Problem("change-not-data", change.path)


def not_judged(it: Proposal) -> Iterator[Problem]:
    """What the check lets through without having looked at it is named, with those who must look."""
    found: dict[str, tuple[Files, list[str]]] = {}
    refused = {problem.path for rule in (derived, not_data) for problem in rule(it)}
    for change in it.changes:
        row = it.row(change.path)
        if not row.judged and change.path not in refused and _release(change.path) not in it.released:
            found.setdefault(row.id, (row, []))[1].append(change.path)
    for row, paths in found.values():
        values = {"n": len(paths), "what": row.title, "names": _some(paths), "who": _roles(row)}
        yield Problem("change-not-judged" if row.by else "change-output", paths[0], values=values)


def grounds(it: Proposal) -> Iterator[Problem]:
    """Of the campaign's own files the check judges form and consequences; whether they are right, the office must know."""
    own = [change.path for change in it.changes if it.row(change.path).id in ("campaign", "generated")]
    if paths := [path for path in own if it.may(path) != "no"]:
        yield Problem("change-grounds", paths[0], values={"n": len(paths), "names": _some(paths)})


def _release(path: str) -> str:
    """The name of the release that a file is of; empty where it is of none."""
    return path.removeprefix(f"{RELEASES}/").partition("/")[0] if path.startswith(f"{RELEASES}/") else ""


def is_data(path: str) -> bool:
    """Whether a path is a report's or an attached file's, or stands where one should."""
    return path.startswith(f"{UNITS}/") and not path.endswith("/.gitkeep")


def is_report(path: str) -> bool:
    return is_data(path) and path.endswith(".yml") and f"{FILES_SUFFIX}/" not in path


def owner(path: str) -> str:
    """The unit whose file or decision a path is; `ROOT` for all other files."""
    if is_data(path):
        return unit_of(path)
    decision = path.startswith(f"{DECISIONS}/") and f"{DECISION_SUFFIX}/" in path
    return path.removeprefix(f"{DECISIONS}/").split(f"{DECISION_SUFFIX}/", 1)[0] if decision else ROOT


def _final(data: Data | None) -> bool:
    return data is not None and data.get("status") == "final"


def _revised(before: Data, after: Data) -> bool:
    """Whether an entry was added and none was lost."""
    old, new = before.get("revisions", []), after.get("revisions", [])
    if not (isinstance(old, list) and isinstance(new, list)):
        return False
    return len(new) > len(old) and all(entry in new for entry in old)


def _name(unit: str, it: Proposal) -> str:
    return it.roster[unit].name if unit in it.roster else unit


def _roles(row: Files) -> str:
    return "、".join(roles()[role]["title"] for role in row.by)


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 个" if len(names) > NAMED else "")
