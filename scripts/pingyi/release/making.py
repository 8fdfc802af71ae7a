"""Make a release: suppress, write, read back, attack; hold back what would give something away, and try again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pingyi import __version__
from pingyi.attack import Adversary, Audit, Coalitions
from pingyi.attack.publication import Publication, persons
from pingyi.disclosure.holding import held_back, held_places
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.past import Past
from pingyi.disclosure.pattern import Forced, Pattern, Patterns
from pingyi.figures.rollup import result_tables
from pingyi.files.write import write
from pingyi.model import Campaign, Data
from pingyi.protect.policy import Policy, policy
from pingyi.protect.sums import Figures, figures
from pingyi.release.choosing import chosen
from pingyi.release.earlier import abstained, past
from pingyi.release.manifest import released_files, with_manifest
from pingyi.release.words import ReleaseError
from pingyi.tables.dictionary import Tables, frame, shaped

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
    whose figures are of an earlier release; `coalitions`: measures what siblings find out together.
    """

    files: dict[str, bytes]
    audit: Audit
    hidden: int
    primary: int
    held: Mapping[str, set[str]]
    coalitions: Callable[[], Coalitions]


@dataclass(frozen=True)
class _Series:
    """What is to be released, and the releases before it, oldest first."""

    about: Released
    earlier: list[Publication]

    @cached_property
    def figures(self) -> Figures:
        """Those of now, with a place for every unit that ever had any and for abstentions wherever there ever were any.

        Where a column vanished everybody would know what became of it.
        """
        gone = {unit for release in self.earlier for unit in release.figures.tree.own}
        blank = {key for release in self.earlier for key in abstained(release.tables)}
        return figures(self.about.tables, self.about.campaign, gone, blank)

    @cached_property
    def pasts(self) -> list[Past]:
        known = persons(self.about.tables["units"])
        return [past(self.figures, known, release) for release in self.earlier]

    def pattern(self, forced: Forced) -> Pattern:
        return self.patterns.pattern(forced)

    @cached_property
    def patterns(self) -> Patterns:
        return Patterns(self.figures, self.about.policy, self.pasts)

    def tables(self, found: Pattern, forced: Forced) -> Tables:
        """The public tables: what is told now, and of other places what was told last."""
        about = self.about
        categories = category_margins(
            self.figures, found, about.policy, about.categories, withheld=forced.categories, earlier=self.pasts
        )
        tables = masked(about.name, about.sums, self.figures, node_margins(self.figures, found), categories)
        tables = {name: shaped(name, table) for name, table in tables.items()}
        return held_back(tables, self.earlier[-1].tables) if self.earlier else tables

    def audit(self, forced: Forced) -> Audit:
        """What the release may give away with some figures held back."""
        return self.adversary.attack(self.written(self.tables(self.pattern(forced), forced)))

    @cached_property
    def adversary(self) -> Adversary:
        """Whoever has the earlier releases, and waits for this one."""
        return Adversary([*self.earlier, self.written({})], self.about.policy)

    def written(self, tables: Tables) -> Publication:
        """The release as a reader has it."""
        return Publication(self.about.name, tables, self.figures, self.about.tables["units"])


def make(about: Released, earlier: list[Publication], folder: Path) -> Made:
    """A release as files, and the attack on it as it was written to `folder`. Raises `ReleaseError`."""
    series = _Series(about, earlier)
    forced = chosen(series.figures, about.categories, series.audit)
    found = series.pattern(forced)
    files = released_files(series.tables(found, forced), about.campaign.decimals)
    write(folder, files)
    tables = _read_back(folder, files, about.campaign.decimals)
    last = series.written(tables)
    audit = series.adversary.attack(last)
    if audit.unproven:
        raise ReleaseError("unsafe", count=len(audit.unproven))
    published = series.figures.tree.published
    hidden, few = int((found.hidden & published).sum()), int((found.few & published).sum())
    coalitions = partial(series.adversary.coalitions, last)
    return Made(with_manifest(files, _about(about)), audit, hidden, few, held_places(tables, about.name), coalitions)


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
