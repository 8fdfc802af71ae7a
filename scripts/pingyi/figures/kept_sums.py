"""What came of portions, kept between runs by what they hold: where one report changed, its portion alone is added up anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from typing import Any

import pandas as pd

from pingyi.campaign.verdict_cache import Cache
from pingyi.campaign.workers import Workers
from pingyi.figures.completeness import Filled
from pingyi.figures.portions import PartResult, Portion


def tabulated(
    given: Sequence[Portion], work: Callable[[Portion], PartResult], workers: Workers, cache: Cache
) -> Iterator[PartResult]:
    """What came of each portion, in order; `work` does those that are not kept."""
    drawers = [cache.drawer(portion.name) for portion in given]
    known = [_known(drawer.get(portion.key), portion) for drawer, portion in zip(drawers, given, strict=True)]
    made = workers.map(work, [portion for portion, found in zip(given, known, strict=True) if found is None])
    for drawer, portion, found in zip(drawers, given, known, strict=True):
        result = found or next(made)
        drawer.put(portion.key, drawer.get(portion.key) if found else _plain(result))
        drawer.save()
        yield result
    cache.drop_others()


def _plain(result: PartResult) -> list[Any]:
    """A result without its tidy tables, as JSON has it."""
    tables = {
        name: {
            column: [str(values.dtype), values.array.to_numpy(dtype=object, na_value=None).tolist()]
            for column, values in table.items()
        }
        for name, table in result.sums.items()
    }
    return [{unit: astuple(filled) for unit, filled in result.said.items()}, tables]


def _known(kept: Any, portion: Portion) -> PartResult | None:
    """The result from its JSON; None where there is none, or it is damaged."""
    if kept is None:
        return None
    try:
        said, tables = kept
        filled = {unit: _filled(counts) for unit, counts in said.items()}
        sums = {name: _table(columns) for name, columns in tables.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return PartResult(filled, {}, sums, portion.shared)


def _table(columns: dict[str, tuple[str, list[Any]]]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array(values, dtype=dtype) for name, (dtype, values) in columns.items()})  # type: ignore[call-overload]


def _filled(kept: list[Any]) -> Filled:
    required, required_filled, optional, optional_filled, missing, left = kept
    return Filled(required, required_filled, optional, optional_filled, tuple(missing), tuple(left))
