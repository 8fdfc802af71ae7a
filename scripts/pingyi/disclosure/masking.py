"""The public tables: every number in them is a told count or is worked out from told counts alone.

So a rate, a share or a score can say nothing that the counts do not. Left out altogether are the medians of units, which
show one unit's rate, and the rest of the ballot account (who stayed away, who spoiled a ballot), whose differences are
small numbers of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from pingyi.disclosure.margins import Margin, known
from pingyi.figures.marks import RATES, factors, score
from pingyi.figures.rollup import SHOWN
from pingyi.figures.rounding import percent
from pingyi.model import Item, Subject
from pingyi.protect.cells import JOINED, MERGED, PARTIAL, SUPPRESSED
from pingyi.protect.sums import ROSTER_BOUND, SIZES, Figures, Key
from pingyi.tables.dictionary import Record, Tables, frame

UNIT_COUNTS = ("units_held", "units_void", "units_not_held")
"""Told of a shown node beside the sizes of its subjects."""


def masked(
    name: str, tables: Tables, figures: Figures, nodes: Iterable[Margin], categories: Iterable[Margin]
) -> Tables:
    """The results that the public may see in the release `name`, in the shape of the internal tables."""
    nodes, categories = list(nodes), list(categories)
    found = {
        "rollup_ballots": _ballots(tables["rollup_ballots"], nodes, figures.subjects),
        "rollup_tallies": _tallies("rollup_tallies", "unit", nodes, figures),
        "rates": _rates("rates", "unit", nodes, figures, tables["rates"]),
        "category_tallies": _tallies("category_tallies", "category", categories, figures),
        "category_rates": _rates("category_rates", "category", categories, figures, tables["category_rates"]),
    }
    return {key: table.assign(told_in=_told_in(table, name)) for key, table in found.items()}


def _told_in(table: pd.DataFrame, name: str) -> pd.Series:
    """The release, for the rows of places of which any figure is told."""
    place = [column for column in ("unit", "category", "subject", "item") if column in table]
    figures = table.drop(columns=[*place, "grade", "status", "told_in"], errors="ignore")
    told = figures.notna().any(axis=1).groupby([table[column] for column in place]).transform("any")
    return pd.Series(name, index=table.index, dtype="string").where(told.astype(bool))


def _ballots(table: pd.DataFrame, nodes: list[Margin], subjects: dict[str, Subject]) -> pd.DataFrame:
    table = table[table["unit"].isin({margin.name for margin in nodes})]
    suppressed = table["unit"].isin({margin.name for margin in nodes if margin.hidden})
    kept = table.assign(status=suppressed.map({True: SUPPRESSED, False: PARTIAL}).astype("string"))
    for column in table.columns.difference(["unit", "subject", "status", "told_in"]):
        counted = [key for key, subject in subjects.items() if column in (*UNIT_COUNTS, *SIZES[subject.counts])]
        told = [] if column == ROSTER_BOUND else counted
        kept[column] = table[column].where(table["subject"].isin(told) & ~suppressed)
    return kept


def _tallies(name: str, group: str, margins: list[Margin], figures: Figures) -> pd.DataFrame:
    rows = [
        {group: margin.name, "subject": key[0], "item": key[1], **row}
        for margin in margins
        for key in margin.counts
        for row in _cells(margin, key, figures.grades[key], _item(figures, key))
    ]
    table = frame(name, ({**row, "share": None} for row in rows))
    whole = pd.Series([row["whole"] for row in rows], dtype="Int64")
    return table.assign(share=percent(table["count"], whole, figures.campaign.decimals))


def _item(figures: Figures, key: Key) -> Item:
    return next(item for item in figures.subjects[key[0]].items if item.id == key[1])


def _cells(margin: Margin, key: Key, grades: tuple[str, ...], item: Item) -> Iterator[Record]:
    """A row a grade; where grades are merged, one more row with their sum.

    `whole`: what its share is of; missing where the denominator is not told, or does not hold all of the row's grades.
    """
    counts, cells = margin.counts[key], margin.cells(key)
    rated = [number for number, grade in enumerate(grades) if grade in item.rated]
    denominator = int(counts[rated].sum()) if len(rated) == len(grades) or known(cells, rated) else None

    def whole(cell: list[int]) -> int | None:
        return denominator if set(cell) <= set(rated) else None

    told = {cell[0]: int(counts[cell[0]]) for cell in cells if len(cell) == 1}
    without = SUPPRESSED if margin.hidden else MERGED
    for number, grade in enumerate(grades):
        status = SHOWN if number in told else without
        yield {"grade": grade, "status": status, "count": told.get(number), "whole": whole([number])}
    for cell in cells:
        if len(cell) > 1:
            joined = JOINED.join(grades[number] for number in cell)
            yield {"grade": joined, "status": SHOWN, "count": int(counts[cell].sum()), "whole": whole(cell)}


def _rates(name: str, group: str, margins: list[Margin], figures: Figures, internal: pd.DataFrame) -> pd.DataFrame:
    units = {tuple(key): count for *key, count in internal[[group, "subject", "item", "units"]].itertuples(index=False)}
    rows = [
        {group: margin.name, "subject": key[0], "item": key[1], **_rate(margin, key, figures, units)}
        for margin in margins
        for key in margin.counts
        if margin.counts[key].sum() > 0
    ]
    table = frame(name, ({"top_rate": None, "positive_rate": None, **row} for row in rows))
    decimals = figures.campaign.decimals
    return table.assign(**{rate: percent(table[part], table[whole], decimals) for rate, (part, whole) in RATES.items()})


def _rate(margin: Margin, key: Key, figures: Figures, units: dict[tuple[str, ...], int]) -> Record:
    if margin.hidden:
        return {"status": SUPPRESSED}
    counts, cells, grades = margin.counts[key], margin.cells(key), figures.grades[key]
    item = _item(figures, key)
    weights = factors(item)
    wanted = {
        name: [number for number, grade in enumerate(grades) if grade in weights[name]]
        for name in ("valid", "top", "positive", "scored")
        if weights[name]
    }
    told = {column: int(counts[group].sum()) for column, group in wanted.items() if known(cells, group)}
    if item.denominator == "valid":
        told["valid"] = int(counts.sum())  # the size of the vote, told with the ballot account
    row: Record = {"units": units.get((margin.name, *key)), **told}
    if told.get("scored") and all(known(cells, [number]) for number in wanted["scored"]):
        points = sum(int(counts[number]) * weights["points"][grades[number]] for number in wanted["scored"])
        row["score"] = score(points, told["scored"], figures.campaign.decimals)
    else:
        row.pop("scored", None)
    complete = len(told) == len(wanted)
    return {**row, "status": SHOWN if complete else MERGED}
