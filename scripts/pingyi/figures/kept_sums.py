"""What came of portions, kept between runs by what they hold: where one report changed, its portion alone is added up anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from pingyi.campaign.verdict_cache import Cache
from pingyi.figures.column_bytes import KeptColumn, below_each_other, plain_column, read_column
from pingyi.figures.portions import PartResult, Portion
from pingyi.tables.dictionary import Tables

KeptTables = Mapping[str, Mapping[str, KeptColumn]]


def tabulated(
    given: Sequence[Portion], make: Callable[[Sequence[Portion]], Iterator[PartResult]], cache: Cache
) -> Iterator[PartResult]:
    """What came of all portions, in order, neighbours that are kept in one; the others are made."""
    drawers = [cache.drawer(portion.name) for portion in given]
    known = [_known(drawer.get(portion.key)) for drawer, portion in zip(drawers, given, strict=True)]
    made = make([portion for portion, found in zip(given, known, strict=True) if found is None])
    every = zip(drawers, given, known, strict=True)
    for is_kept, neighbours in groupby(every, lambda each: each[2] is not None):
        kept = []
        for drawer, portion, found in neighbours:
            result = next(made) if found is None else None
            drawer.put(portion.key, _plain(result.sums) if result else drawer.get(portion.key))
            drawer.save()
            if result:
                yield result
            elif found is not None:
                kept.append((portion, found))
        if is_kept:
            yield _together(kept)
    cache.drop_others()


def _plain(sums: Tables) -> Mapping[str, Any]:
    """Sums as JSON has them."""
    return {name: {column: plain_column(values) for column, values in table.items()} for name, table in sums.items()}


def _known(kept: Any) -> KeptTables | None:
    """Sums from their JSON; None where there are none, or they are damaged."""
    try:
        return {name: _columns(columns) for name, columns in kept.items()} or None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _columns(kept: Mapping[str, Any]) -> dict[str, KeptColumn]:
    columns = {name: read_column(values) for name, values in kept.items()}
    if len({len(column.values) for column in columns.values()}) != 1:
        raise ValueError
    return columns


def _together(parts: Sequence[tuple[Portion, KeptTables]]) -> PartResult:
    """Neighbours one below the other, column by column: a frame for each would take longer than what is in them."""
    sums = {
        name: pd.DataFrame(
            {column: below_each_other([tables[name][column] for _, tables in parts]) for column in columns}
        )
        for name, columns in parts[0][1].items()
    }
    return PartResult({}, {}, sums, frozenset().union(*(portion.shared for portion, _ in parts)))
