"""Who may change what: the one table of `schemas/permissions.yml`, and what is known of the person who proposes a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.load.names import folded
from pingyi.model import ROOT, Unit, parent

Role = Literal["submitter", "reviewer", "office", "maintainer"]
Answer = Literal["yes", "unknown", "no"]
"""Whether somebody has a role. Unknown: a team has it, and only the forge knows who is in the team."""

NAMED = 5
"""How many units, files or people a message names; the rest are counted."""

Members = Mapping[str, Iterable[str]]
"""Logins by team (organisation/team), as far as the forge has told them."""


@dataclass(frozen=True, slots=True)
class FilesRow:
    """A row of the table: which files, who may change them, and whether the check judges what stands in them."""

    id: str
    title: str
    paths: tuple[str, ...]
    by: tuple[Role, ...]
    judged: bool

    def holds(self, path: str) -> bool:
        return any(_matches(pattern, path) for pattern in self.paths)


@cache
def table() -> tuple[FilesRow, ...]:
    """The rows, the first that holds a path counts; the last holds every path."""
    rows = own_document(assets("schemas"), "permissions.yml").data["files"]
    return tuple(
        FilesRow(key, row["title"], tuple(row["paths"]), tuple(row["by"]), row["judged"]) for key, row in rows.items()
    )


@cache
def role_words() -> dict[Role, dict[str, str]]:
    """Title and definition of each role."""
    found: dict[Role, dict[str, str]] = own_document(assets("schemas"), "permissions.yml").data["roles"]
    return found


@cache
def rights_words() -> dict[str, str]:
    """How findings speak of files and of who may change them; {…} is filled in."""
    found: dict[str, str] = own_document(assets("schemas"), "permissions.yml").data["words"]
    return found


def some_of(names: Sequence[str]) -> str:
    """Some names in one text, and how many there are where they are more."""
    some = "、".join(names[:NAMED])
    return rights_words()["more"].format(names=some, n=len(names)) if len(names) > NAMED else some


def files_of(path: str) -> FilesRow:
    """The row that a path belongs to."""
    return next(row for row in table() if row.holds(path))


def disguised(path: str) -> str | None:
    """The name that some machines take a path for: that of a row with other capitals; None where it is what it looks like."""
    for pattern in (pattern for row in table() for pattern in row.paths if pattern != "**"):
        stem = pattern.removesuffix("**")
        start = path[: len(stem)]
        if folded(start) == folded(stem) and start != stem and (stem.endswith("/") or len(path) == len(stem)):
            return stem
    return None


def _matches(pattern: str, path: str) -> bool:
    if pattern.endswith("**"):
        return path.startswith(pattern.removesuffix("**"))
    return path == pattern


@dataclass(frozen=True)
class Person:
    """Somebody by login, and the lists that may name him. `maintainers`: None where the forge's code owners are them."""

    login: str
    roster: Mapping[str, Unit]
    maintainers: frozenset[str] | None = None
    members: Members | None = None

    def may(self, files: FilesRow, unit: str) -> Answer:
        """Whether he may change such a file of a unit (`ROOT`: of none)."""
        answers = {self.has(role, unit) for role in files.by if (role, self.maintainers) != ("maintainer", None)}
        return next((answer for answer in ("yes", "unknown") if answer in answers), "no")

    def has(self, role: Role, unit: str) -> Answer:
        """Whether he has a role towards a unit."""
        if role == "maintainer":
            return self.among(self.maintainers or ())
        if role == "office":
            # Nobody is taken for the office because of a team far away from the unit: its own line of reviewers ends there.
            return "no" if unit != ROOT and self._office == "unknown" else self._office
        return self.among(named_on_roster(role, unit, self.roster))

    def among(self, names: Iterable[str]) -> Answer:
        """Whether he is one of these logins or in one of these teams."""
        wanted = {_key(name) for name in names}
        if _key(self.login) in wanted or self._teams & wanted:
            return "yes"
        unresolved = {name for name in wanted if "/" in name} - self._resolved.keys()
        return "unknown" if unresolved and not self._registered else "no"

    @cached_property
    def _office(self) -> Answer:
        return self.among(named_on_roster("office", ROOT, self.roster))

    @cached_property
    def _resolved(self) -> dict[str, set[str]]:
        members = self.members or {}
        return {_key(team): {_key(login) for login in logins} for team, logins in members.items()}

    @cached_property
    def _teams(self) -> set[str]:
        return {team for team, logins in self._resolved.items() if _key(self.login) in logins}

    @cached_property
    def _registered(self) -> bool:
        """Whether the roster names him, himself or through a team whose members are known: then for those units alone."""
        named = {_key(name) for row in self.roster.values() for name in (*row.submitters, *row.reviewers)}
        return _key(self.login) in named or bool(self._teams & named)


def _key(name: str) -> str:
    # Forges do not tell capital letters in logins apart. Other alphabets have letters that only look or fold alike.
    return name.lower() if name.isascii() else name


def named_on_roster(role: Role, unit: str, roster: Mapping[str, Unit]) -> set[str]:
    """The logins and teams that the roster names for a role towards a unit; it names no maintainers."""
    if role == "submitter":
        return set(roster[unit].submitters) if unit in roster else set()
    if role == "reviewer":
        return {name for row in _up(unit, roster) for name in row.reviewers}
    office = (row for row in roster.values() if row.kind == "reporting" and role == "office")
    return {name for row in office for name in row.reviewers}


def _up(unit: str, roster: Mapping[str, Unit]) -> Iterator[Unit]:
    """The rows of a unit and of all units above it."""
    while unit != ROOT:
        if row := roster.get(unit):
            yield row
        unit = parent(unit)
