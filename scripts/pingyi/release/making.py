"""Make a release: suppress, write, read back, attack; tighten and try again where earlier releases or categories help."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pingyi import __version__
from pingyi.attack import Audit, attack
from pingyi.attack.program import NotSolvedError
from pingyi.attack.system import Publication
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Forced, Pattern, pattern
from pingyi.figures.rollup import result_tables
from pingyi.files.write import write
from pingyi.model import Campaign, Data
from pingyi.protect.policy import Policy, policy
from pingyi.protect.sums import Figures, figures
from pingyi.release.earlier import past
from pingyi.release.manifest import released_files, with_manifest
from pingyi.release.tightening import tightened
from pingyi.release.words import ReleaseError
from pingyi.tables.dictionary import Tables, frame, shaped

ROUNDS = 12
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
    """`files`: bytes by name, manifest included; `audit`: what the attack on them found."""

    files: dict[str, bytes]
    audit: Audit
    hidden: int
    primary: int


def make(about: Released, earlier: list[Publication], folder: Path) -> Made:
    """A release as files, and the last attack on it was written to `folder`. Raises `ReleaseError`."""
    forced = Forced()
    before = [past(about.figures, release.figures, release.tables) for release in earlier]
    for _ in range(ROUNDS):
        found = pattern(about.figures, about.policy, forced, before)
        files = released_files(_tables(about, found, forced), about.campaign.decimals)
        write(folder, files)
        written = Publication(
            about.name, _read_back(folder, files, about.campaign.decimals), about.figures, about.categories
        )
        audit = _attacked([*earlier, written], about.policy)
        tighter = tightened(forced, audit, written, found)
        if tighter == forced:
            break
        forced = tighter
    return Made(with_manifest(files, _about(about)), audit, int(found.hidden.sum()), int(found.primary.sum()))


def _attacked(publications: list[Publication], rules: Policy) -> Audit:
    try:
        return attack(publications, rules)
    except NotSolvedError as error:
        raise ReleaseError("not-solved", error=error) from error


def _tables(about: Released, found: Pattern, forced: Forced) -> Tables:
    categories = category_margins(about.figures, found, about.policy, about.categories, forced.categories)
    tables = masked(about.sums, about.figures, node_margins(about.figures, found), categories)
    return {name: shaped(name, table) for name, table in tables.items()}


def _read_back(folder: Path, files: dict[str, bytes], decimals: int) -> Tables:
    """The tables as a reader would get them. Both forms must say the same."""
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    tables = {name: frame(name, json.loads((folder / f"{name}.json").read_bytes())) for name in names}
    said = {name: (folder / name).read_bytes() for name in files}
    if released_files(tables, decimals) != said:
        raise ValueError(f"{folder}: CSV and JSON differ")
    return tables


def _about(about: Released) -> dict[str, Any]:
    """What the manifest says. How many are hidden would tell how a sum is shared out."""
    approval = about.campaign.approval
    return {
        "name": about.name,
        "campaign": about.campaign.data.get("id", ""),
        "commit": about.commit,
        "as_of": about.as_of.isoformat(),
        "tool": TOOL,
        "policy": about.policy.as_data(),
        **({"approval": {"levels": sorted(approval.levels), "totals": approval.totals}} if approval else {}),
        "before": about.before,
        "counted": about.counted,
    }
