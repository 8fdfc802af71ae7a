"""Own figures as the leaves of a tree of sums, in arrays: the additive table that is to be protected.

An inner unit's own figures are one more child beside the units below it, since its total minus theirs gives them away.
Totals end where nothing deeper is told; the own figures of units below that are leaves of the last total.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from pingyi.figures.tree import lineage
from pingyi.model import BLANK, ROOT, Campaign, Item, Subject
from pingyi.protect.policy import Policy, policy
from pingyi.tables.dictionary import Tables

Vector = npt.NDArray[np.int64]
Key = tuple[str, str]
"""Subject and item."""

SIZES = {"ballots": ("valid",), "ratings": ("valid", "valid_ratings", "persons_evaluated")}
"""The columns that say how many stand behind a subject's results, by how the subject counts."""

ROSTER_BOUND = "persons_evaluated"
"""A size that is never told: a unit mostly grades all whom the roster has, so that a sum would tell the number of each."""

BASE = {"ballots": "valid", "ratings": "valid_ratings"}
"""What an item's grades add up to."""


@dataclass(frozen=True)
class Tree:
    """Nodes by number. `total` and `own` give the node of a unit's total and of its own figures (the same for a leaf).

    Units that lie too deep have no total.
    """

    units: list[str]
    children: list[list[int]]
    total: dict[str, int]
    own: dict[str, int]

    @property
    def upwards(self) -> range:
        """Every node after all nodes below it."""
        return range(len(self.units) - 1, -1, -1)

    @cached_property
    def published(self) -> npt.NDArray[np.bool_]:
        """The nodes that a table has a row for."""
        return np.arange(len(self.units)) < len(self.total)

    @cached_property
    def leaves(self) -> npt.NDArray[np.bool_]:
        """The nodes that are own figures."""
        return np.array([not below for below in self.children], dtype=np.bool_)

    def summed(self, leaves: Vector) -> Vector:
        """Totals of every node from rows that are filled for leaves alone."""
        sums = leaves.copy()
        for node in self.upwards:
            if self.children[node]:
                sums[node] = sums[self.children[node]].sum(axis=0)
        return sums


def tree(units: set[str], totals: set[str]) -> Tree:
    """The tree over the units that have figures of their own, with the totals of those of `totals`, and nothing else."""
    lines = {unit: [node for node in line if node in totals or node == ROOT] for unit, line in lineage(units).items()}
    nodes = {ROOT, *(node for line in lines.values() for node in line)}
    inner = {node for unit, line in lines.items() for node in line if node != unit} | {ROOT}
    # Parents sort before their children, so that numbers grow downwards.
    names = sorted(nodes, key=lambda unit: (unit != ROOT, unit.count("/"), unit))
    total = {unit: number for number, unit in enumerate(names)}
    own = {unit: total[unit] for unit in units & nodes if unit not in inner}
    for unit in sorted(units - own.keys()):
        own[unit] = len(names)
        names.append(unit)
    children: list[list[int]] = [[] for _ in names]
    for unit, line in lines.items():
        for below, above in pairwise(line):
            children[total[above]].append(total[below])
        if own[unit] != total.get(unit):
            children[total[line[0]]].append(own[unit])
    return Tree(names, [sorted(set(below)) for below in children], total, own)


def told_units(tables: Tables, policy: Policy) -> set[str]:
    """The units whose totals may be told: all, or the reporting ones and those above them."""
    units = tables["units"]
    if policy.depth == "branch":
        return set(units["unit"])
    return {node for line in lineage(units["unit"][units["kind"] == "reporting"]).values() for node in line}


@dataclass(frozen=True)
class Figures:
    """Sizes and counts of every node: arrays of nodes × columns, `held` of nodes × subjects."""

    campaign: Campaign
    tree: Tree
    held: npt.NDArray[np.bool_]
    sizes: dict[str, Vector]
    counts: dict[Key, Vector]
    grades: dict[Key, tuple[str, ...]]
    asked: dict[Key, npt.NDArray[np.bool_]]
    """Where an item was voted on: the subject was, and the item is asked of the unit's category."""

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        return {subject.id: subject for subject in self.campaign.subjects}

    @cached_property
    def order(self) -> dict[str, int]:
        """Number of each subject, as in `held`."""
        return {key: number for number, key in enumerate(self.subjects)}


def figures(
    tables: Tables, campaign: Campaign, gone: Iterable[str] = (), abstained: Collection[Key] = frozenset()
) -> Figures:
    """The own figures of `ballots` and `tallies`, summed up the tree. Votes that were not held have none.

    `gone`: units that have a place in the tree though they have no figures any more; `abstained`: items that have a column of
    abstentions though there may be none any more.
    """
    held = tables["ballots"][tables["ballots"]["outcome"] == "held"]
    nodes = tree({*held["unit"], *gone}, told_units(tables, policy(campaign)))
    count = len(nodes.units)
    flags = np.zeros((count, len(campaign.subjects)), dtype=np.int64)
    sizes, counts, grades, asked = {}, {}, {}, {}
    for number, subject in enumerate(campaign.subjects):
        rows = held[held["subject"] == subject.id]
        where = [nodes.own[unit] for unit in rows["unit"]]
        flags[where, number] = True
        leaves = np.zeros((count, len(SIZES[subject.counts])), dtype=np.int64)
        leaves[where] = rows[list(SIZES[subject.counts])].fillna(0).to_numpy(np.int64)
        sizes[subject.id] = nodes.summed(leaves)
        for item in subject.items:
            own = tables["tallies"][
                (tables["tallies"]["subject"] == subject.id) & (tables["tallies"]["item"] == item.id)
            ]
            own = own[own["unit"].isin(set(rows["unit"]))]
            blank = (subject.id, item.id) in abstained or BLANK in set(own["grade"])
            grades[subject.id, item.id] = order = _order(item, blank=blank)
            counts[subject.id, item.id] = nodes.summed(_counts(own, order, nodes))
            asked[subject.id, item.id] = _asked(item, nodes, flags[:, [number]], tables)
    return Figures(campaign, nodes, nodes.summed(flags) > 0, sizes, counts, grades, asked)


def _asked(item: Item, nodes: Tree, held: Vector, tables: Tables) -> npt.NDArray[np.bool_]:
    """Of each node whether anybody at or below it voted on the item. `held`: of each leaf, on its subject."""
    leaves = held.copy()
    if item.not_asked_of:
        units = tables["units"]
        spared = set(units["unit"][units["category"].isin(item.not_asked_of)])
        leaves[[leaf for unit, leaf in nodes.own.items() if unit in spared]] = 0
    return np.asarray(nodes.summed(leaves)[:, 0] > 0)


def _order(item: Item, *, blank: bool) -> tuple[str, ...]:
    """Grades from best to worst, positive ones first, abstentions last if they have a column: neighbours may merge."""
    ranked = sorted(item.scale.best_first, key=lambda grade: (not grade.positive, grade.neutral))
    return (*(grade.id for grade in ranked), *([BLANK] if blank else []))


def _counts(own: pd.DataFrame, order: tuple[str, ...], nodes: Tree) -> Vector:
    leaves = np.zeros((len(nodes.units), len(order)), dtype=np.int64)
    column = {grade: number for number, grade in enumerate(order)}
    leaves[[nodes.own[unit] for unit in own["unit"]], [column[grade] for grade in own["grade"]]] = own["count"]
    return leaves
