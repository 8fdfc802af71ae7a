"""Make a release: suppress, write, read back, attack; hold back what would give something away, and try again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pingyi import __version__
from pingyi.attack import Audit, attack
from pingyi.attack.program import NotSolvedError
from pingyi.attack.publication import Publication, persons
from pingyi.disclosure.holding import held_back, held_places
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.past import Past
from pingyi.disclosure.pattern import Forced, Pattern, pattern
from pingyi.figures.rollup import result_tables
from pingyi.files.write import write
from pingyi.model import Campaign, Data
from pingyi.protect.policy import Policy, policy
from pingyi.protect.sums import Figures, figures
from pingyi.release.earlier import past
from pingyi.release.manifest import released_files, with_manifest
from pingyi.release.tightening import everything, tightened
from pingyi.release.words import ReleaseError
from pingyi.tables.dictionary import Tables, frame, shaped

ROUNDS = 12
"""Attempts to hold back some figures, before all are held back."""

TOOL = f"pingyi {__version__}"


@dataclass(frozen=True)
class Released:
    """What is released: the own figures of a campaign at a commit, on a day. `counted`: SHA-256 of the list of what counted.

    `before`: what the manifest says of the release before this one.
    """

    name: str
    commit: str
    as_of: date
    campaign: Campaign
    tables: Tables
    counted: str
    before: Data | None = None

    @cached_property
    def policy(self) -> Policy:
        return policy(self.campaign)

    @cached_property
    def sums(self) -> Tables:
        """The results, unprotected."""
        return {name: shaped(name, table) for name, table in result_tables(self.tables, self.campaign).items()}

    @cached_property
    def figures(self) -> Figures:
        return figures(self.tables, self.campaign)

    @cached_property
    def categories(self) -> dict[str, str]:
        units = self.tables["units"]
        return dict(zip(units["unit"], units["category"], strict=True))


@dataclass(frozen=True, slots=True)
class Made:
    """`files`: bytes by name, manifest included; `audit`: what the last attack on them found; `held`: by kind of place, those
    whose figures are of an earlier release.
    """

    files: dict[str, bytes]
    audit: Audit
    hidden: int
    primary: int
    held: Mapping[str, set[str]]


def make(about: Released, earlier: list[Publication], folder: Path) -> Made:
    """A release as files, and the last attack on it was written to `folder`. Raises `ReleaseError`."""
    forced = Forced()
    gone = {unit for release in earlier for unit in release.figures.tree.own} - about.figures.tree.own.keys()
    now = figures(about.tables, about.campaign, gone) if gone else about.figures
    known = persons(about.tables["units"])
    before = [past(now, known, release) for release in earlier]
    for number in range(ROUNDS + 1):
        found = pattern(now, about.policy, forced, before)
        files = released_files(_tables(about, now, found, forced, before, earlier), about.campaign.decimals)
        write(folder, files)
        tables = _read_back(folder, files, about.campaign.decimals)
        written = Publication(about.name, tables, now, about.tables["units"])
        audit = _attacked([*earlier, written], about.policy)
        if not audit.narrow:
            break
        tighter = tightened(forced, audit, written, found)
        forced = everything(written) if tighter == forced or number >= ROUNDS - 1 else tighter
    held = held_places(tables, about.name)
    hidden = found.hidden & now.tree.published
    manifest = with_manifest(files, _about(about))
    return Made(manifest, audit, int(hidden.sum()), int((found.few & now.tree.published).sum()), held)


def _attacked(publications: list[Publication], rules: Policy) -> Audit:
    try:
        return attack(publications, rules)
    except NotSolvedError as error:
        raise ReleaseError("not-solved", error=error) from error


def _tables(
    about: Released, now: Figures, found: Pattern, forced: Forced, before: Sequence[Past], earlier: list[Publication]
) -> Tables:
    categories = category_margins(now, found, about.policy, about.categories, forced.categories, before)
    tables = masked(about.name, about.sums, now, node_margins(now, found), categories)
    tables = {name: shaped(name, table) for name, table in tables.items()}
    return held_back(tables, earlier[-1].tables) if earlier else tables


def _read_back(folder: Path, files: dict[str, bytes], decimals: int) -> Tables:
    """The tables as a reader would get them. Both forms must say the same."""
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    tables = {name: frame(name, json.loads((folder / f"{name}.json").read_bytes())) for name in names}
    said = {name: (folder / name).read_bytes() for name in files}
    if released_files(tables, decimals) != said:
        raise ValueError(f"{folder}: CSV and JSON differ")
    return tables


def _about(about: Released) -> dict[str, Any]:
    return {
        "name": about.name,
        "campaign": about.campaign.data.get("id", ""),
        "commit": about.commit,
        "as_of": about.as_of.isoformat(),
        "tool": TOOL,
        "policy": about.policy.as_data(),
        "before": about.before,
        "counted": about.counted,
    }
