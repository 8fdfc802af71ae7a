"""What came of portions, kept between runs by what they hold: where one report changed, its portion alone is added up anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import groupby
from typing import Any

import pandas as pd

from pingyi.campaign.verdict_cache import Cache
from pingyi.campaign.workers import Workers
from pingyi.figures.column_bytes import KeptColumn, below_each_other, plain_column, read_column
from pingyi.figures.completeness import Filled
from pingyi.figures.portions import PartResult, Portion

KeptTables = Mapping[str, Mapping[str, KeptColumn]]
Known = tuple[dict[str, Filled], KeptTables]


def tabulated(
    given: Sequence[Portion], work: Callable[[Portion], PartResult], workers: Workers, cache: Cache
) -> Iterator[PartResult]:
    """What came of all portions, in order, neighbours that are kept in one; `work` does the others."""
    drawers = [cache.drawer(portion.name) for portion in given]
    known = [_known(drawer.get(portion.key)) for drawer, portion in zip(drawers, given, strict=True)]
    made = workers.map(work, [portion for portion, found in zip(given, known, strict=True) if found is None])
    every = zip(drawers, given, known, strict=True)
    for is_kept, neighbours in groupby(every, lambda each: each[2] is not None):
        kept = []
        for drawer, portion, found in neighbours:
            result = next(made) if found is None else None
            drawer.put(portion.key, _plain(result) if result else drawer.get(portion.key))
            drawer.save()
            if result:
                yield result
            elif found:
                kept.append((portion, found))
        if is_kept:
            yield _together(kept)
    cache.drop_others()


def _plain(result: PartResult) -> list[Any]:
    """A result without its tidy tables, as JSON has it. What many reports fill in alike is said once."""
    kinds = {filled: number for number, filled in enumerate(dict.fromkeys(result.said.values()))}
    said = [list(result.said), [kinds[filled] for filled in result.said.values()], [astuple(kind) for kind in kinds]]
    tables = {
        name: {column: plain_column(values) for column, values in table.items()} for name, table in result.sums.items()
    }
    return [said, tables]


def _known(kept: Any) -> Known | None:
    """The result from its JSON; None where there is none, or it is damaged."""
    if kept is None:
        return None
    try:
        (units, numbers, kinds), tables = kept
        filled = [_filled(counts) for counts in kinds]
        said = {unit: filled[number] for unit, number in zip(units, numbers, strict=True)}
        return said, {name: _columns(columns) for name, columns in tables.items()}
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _columns(kept: Mapping[str, Any]) -> dict[str, KeptColumn]:
    columns = {name: read_column(values) for name, values in kept.items()}
    if len({len(column.values) for column in columns.values()}) != 1:
        raise ValueError
    return columns


def _together(parts: Sequence[tuple[Portion, Known]]) -> PartResult:
    """Neighbours one below the other, column by column: a frame for each would take longer than what is in them."""
    first = parts[0][1][1]
    sums = {
        name: pd.DataFrame(
            {column: below_each_other([tables[name][column] for _, (_, tables) in parts]) for column in columns}
        )
        for name, columns in first.items()
    }
    said = {unit: filled for _, (found, _) in parts for unit, filled in found.items()}
    return PartResult(said, {}, sums, frozenset().union(*(portion.shared for portion, _ in parts)))


def _filled(counts: list[Any]) -> Filled:
    required, required_filled, optional, optional_filled, missing, left = counts
    return Filled(required, required_filled, optional, optional_filled, tuple(missing), tuple(left))
