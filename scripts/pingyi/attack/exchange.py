"""Witnesses without a program: two units about which the same is published can exchange votes, and nobody would see it.

Two units whose counts of an item stand in the same equations form a table of two rows with known margins. There a count x of a unit with
n votes, beside one with m, lies anywhere within max(0, s − m) and min(n, s), s being the sum of both (Fréchet's bounds, which whole
numbers reach). Grades that stand in the same equations too are one column. Sizes are exchanged in the same way, with as many votes of
each item. Whoever is outside of both sees nothing; so who finds two such partners that nobody else sees both of is safe from
everybody inside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pingyi.attack.publication import Flags, Floats, Numbers
from pingyi.attack.system import System
from pingyi.attack.variables import Variables

PARTNERS = 64
"""Units that look for partners among each other."""

Triples = set[tuple[int, int, int]]


@dataclass(slots=True)
class Exchanged:
    """Of each variable the least and greatest value of a witness, and whether nobody inside can tell either (`widths` apart)."""

    low: Floats
    high: Floats
    hidden_inside: Flags
    seen_from: dict[int, str]
    """Of a variable the place that all partners found lie at or below: only who stands there or above can tell."""


def exchanged(known: System, named: Variables, triples: Triples, widths: Floats) -> Exchanged:
    """What exchanges show. `triples`: the variables of ballots, ratings and persons of who graded persons. `widths`: how far apart each variable's values must be for those inside; 0 where nobody asks."""
    found = Exchanged(named.truth.copy(), named.truth.copy(), np.zeros(len(named.truth), dtype=np.bool_), {})
    signs = _signatures(known)
    for group in _items(named, signs):
        _exchange_counts(group, named, signs, widths, found)
    kinds = _kinds(known, named, signs)
    alone = _alone(known, named, triples)
    for size in named.blocks.keys() - named.item_parts:
        some = [start for start in named.blocks[size] if start in alone]
        for group in _alike(some, [(signs[start], kinds[start]) for start in some], named):
            _exchange_sizes(group, known, named, widths, found)
    for group in _graded(triples, kinds, signs, named):
        _exchange_graded(group, known, named, widths, found)
    return found


def _alone(known: System, named: Variables, triples: Triples) -> set[int]:
    """Free sizes that are not tied to others."""
    tied = {variable for triple in triples for variable in triple}
    starts = (start for part, every in named.blocks.items() if part not in named.item_parts for start in every)
    return {start for start in starts if start not in tied and not known.fixed[start]}


def _signatures(known: System) -> Numbers:
    """A number for each variable, the same where the same is published of both; -1 for what everybody knows."""
    published = known.matrix[~known.linked]
    mixed = np.random.default_rng(0).uniform(1, 2, (published.shape[0], 2))
    _, sign = np.unique(np.round(published.T @ mixed, 6), axis=0, return_inverse=True)
    return np.where(known.fixed, -1, sign.reshape(-1))


def _items(named: Variables, signs: Numbers) -> Iterator[Numbers]:
    """The variables of an item of units that may exchange: rows of units, columns of grades."""
    for part, starts in named.blocks.items():
        if part in named.item_parts:
            block = np.array(starts, dtype=np.int64)[:, None] + np.arange(len(named.parts[part]))
            _, group = np.unique(signs[block], axis=0, return_inverse=True)
            yield from _together(block, group.reshape(-1), named)


def _kinds(known: System, named: Variables, signs: Numbers) -> dict[int, tuple[object, ...]]:
    """What is published of the items behind each size."""
    found: dict[int, tuple[object, ...]] = defaultdict(tuple)
    for row in np.flatnonzero(known.linked):
        entries = slice(*known.matrix.indptr[row : row + 2])
        columns, weights = known.matrix.indices[entries], known.matrix.data[entries]
        counts, size = np.sort(columns[weights > 0]), int(columns[weights < 0][0])
        settled = np.any(known.fixed[counts] & (known.truth[counts] > 0))  # then not all of them can move
        kind = (row,) if settled else (named.columns[counts[0]][:2], tuple(signs[counts].tolist()))
        found[size] = tuple(sorted([*found[size], kind], key=str))
    return found


def _graded(
    triples: Triples, kinds: Mapping[int, tuple[object, ...]], signs: Numbers, named: Variables
) -> Iterator[Numbers]:
    """Rows of ballots, ratings and persons of units that may exchange; who has had several of one kind is not among them."""
    often = Counter(variable for triple in triples for variable in triple)
    once = sorted(triple for triple in triples if max(often[variable] for variable in triple) == 1)
    yield from _alike(once, [(*signs[list(triple)], kinds[triple[1]]) for triple in once], named)


def _alike(starts: Sequence[Any], kinds: list[tuple[object, ...]], named: Variables) -> Iterator[Numbers]:
    numbers: dict[tuple[object, ...], int] = {}
    group = [numbers.setdefault(kind, len(numbers)) for kind in kinds]
    if group:
        block = np.array(starts, dtype=np.int64).reshape(len(group), -1)
        yield from _together(block, np.array(group, dtype=np.int64), named)


def _together(block: Numbers, group: Numbers, named: Variables) -> Iterator[Numbers]:
    """Each group in the order of the tree; of a large one, units from all over it together."""
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(rows) > 1:
            ordered = sorted(rows, key=lambda row: named.units[block[row, 0]].split("/"))
            parts = -(-len(rows) // PARTNERS)
            yield from (block[ordered[part::parts]] for part in range(parts))


def _exchange_counts(block: Numbers, named: Variables, signs: Numbers, widths: Floats, found: Exchanged) -> None:
    classes, column = np.unique(signs[block[0]], return_inverse=True)
    counts = named.truth[block]
    merged = np.stack([counts[:, column == number].sum(axis=1) for number in range(len(classes))], axis=1)
    free = classes[column] >= 0
    votes = counts[:, free].sum(axis=1)
    sums = merged[:, None] + merged[None]
    high = np.minimum(votes[:, None, None], sums)[:, :, column]
    several = (np.bincount(column) > 1)[column]
    low = np.where(several, 0, np.maximum(0, sums - votes[None, :, None])[:, :, column])
    _note(
        block,
        np.where(free, low, counts[:, None]),
        np.where(free, high, counts[:, None]),
        named,
        widths=widths,
        found=found,
    )


def _exchange_sizes(block: Numbers, known: System, named: Variables, widths: Floats, found: Exchanged) -> None:
    size, least, most = (values[block[:, 0]] for values in (named.truth, known.least, known.most))
    sums = size[:, None] + size[None]
    low = np.maximum(least[:, None], sums - most[None])[:, :, None]
    high = np.minimum(most[:, None], sums - least[None])[:, :, None]
    _note(block, low, high, named, widths=widths, found=found)


def _exchange_graded(block: Numbers, known: System, named: Variables, widths: Floats, found: Exchanged) -> None:
    """Ratings may not be more than ballots times persons: one unit keeps one ballot, the other has all the rest, if they can make up
    the ratings of both. How many persons each graded is never told, so that it may be as many as there are.
    """
    if known.fixed[block[0]].any():
        return
    valid, ratings = (named.truth[block[:, column]] for column in (0, 1))
    votes, both, most = valid[:, None] + valid[None], ratings[:, None] + ratings[None], known.most[block[:, 2]]
    mine, theirs = most[:, None], most[None]
    lower = np.stack([np.ones_like(votes), np.maximum(1, both - (votes - 1) * theirs)], axis=2)
    upper = np.stack([votes - 1, np.minimum(both - 1, (votes - 1) * mine)], axis=2)
    truth = named.truth[block[:, :2]][:, None]
    low = np.where((mine + (votes - 1) * theirs >= both)[:, :, None], lower, truth)
    high = np.where(((votes - 1) * mine + theirs >= both)[:, :, None], upper, truth)
    _note(block[:, :2], np.minimum(low, truth), np.maximum(high, truth), named, widths=widths, found=found)


def _note(block: Numbers, low: Floats, high: Floats, named: Variables, *, widths: Floats, found: Exchanged) -> None:
    """Low and high of rows × partners × columns."""
    count = len(block)
    if count < 2:
        return
    itself = np.eye(count, dtype=np.bool_)[:, :, None]
    low, high = np.where(itself, np.inf, low), np.where(itself, -np.inf, high)
    found.low[block] = np.minimum(found.low[block], low.min(axis=1))
    found.high[block] = np.maximum(found.high[block], high.max(axis=1))
    shared = _shared([named.units[start] for start in block[:, 0]])
    good = high - low >= np.maximum(widths[block], 1)[:, None]
    first, last = good.argmax(axis=1), count - 1 - good[:, ::-1].argmax(axis=1)
    # Whoever sees all good partners stands above or at what their paths share; he must see the unit itself, too.
    row = np.arange(count)[:, None]
    found.hidden_inside[block] |= good.any(axis=1) & (shared[row, first] >= shared[first, last])
    for place, column in np.argwhere(good.any(axis=1)):
        partner, depth = first[place, column], shared[first[place, column], last[place, column]]
        above = "/".join(named.units[block[partner, 0]].split("/")[:depth])
        found.seen_from.setdefault(int(block[place, column]), above)


def _shared(units: list[str]) -> Numbers:
    """For each two of some units, in the order of their paths, how many parts their paths share."""
    paths = [unit.split("/") for unit in units]
    deepest = max(len(path) for path in paths)
    steps = np.array([[*path, *[f"\0{number}"] * (deepest - len(path))] for number, path in enumerate(paths)])
    same = np.cumprod(steps[:, None] == steps[None], axis=2).sum(axis=2)
    lengths = np.array([len(path) for path in paths])
    return np.asarray(np.minimum(same, np.minimum(lengths[:, None], lengths[None])), dtype=np.int64)
