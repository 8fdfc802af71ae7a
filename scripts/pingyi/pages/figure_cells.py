"""Figures, alone and as cells of tables: made here, as a template would call for each, which is most of a page's time.

A cell does not say where its figure comes from; the heads of its column and row do, in `data-ref`. A column's head names one figure
of the cell, or several, parted by spaces: whole (`table|key|column`), with `@` in the place of what the row's head says; or `table|column`
with the key of the table's pattern, which ends before its `*`; or the part that takes the place of that; or, where the table has none,
a column of what the row's head names. A head that is joined over columns says the front of what those below it name, and of several
names of one head the first does. Bars have rows and a pattern as tables do. A figure outside of such a place carries its name itself.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from pingyi.model import BLANK
from pingyi.pages.graded import GradeColumn
from pingyi.pages.views import SHARES, ScaleBlock, TallyRows, View
from pingyi.publish.book import Row
from pingyi.publish.missing import ABSENT, HIDDEN, all_marked
from pingyi.publish.site_words import SITE
from pingyi.publish.written_texts import figure_text
from pingyi.tables.dictionary import TABLES

WITHHELD: dict[str, str] = SITE["withheld"]
"""What to say of a figure that is not told, by the status of its row."""
SMALL = 10
"""Fewer ballots than these say little: one more or less moves a share by ten percent and more."""

FEW_SIGN = f'<span class="few" title="{SITE["few"].format(small=SMALL)}">※</span>'


def figure(row: Row | None, column: str, missing: str = ABSENT) -> Markup:
    """A number with the dataset cell that it comes from; a star where it is withheld."""
    return Markup(figure_html(row, column, missing))  # noqa: S704 - escaped there


def figure_html(row: Row | None, column: str, missing: str = ABSENT) -> str:
    """The HTML of a figure as a plain text. A large site has figures by the million, and Markup costs more than they do."""
    shown = bare_figure(row, column, missing)
    return shown if row is None or row[column] is None else f'<span data-ref="{row.safe_ref(column)}">{shown}</span>'


def bare_figure(row: Row | None, column: str, missing: str = ABSENT) -> str:
    """The same for a cell of a table, whose place says where the figure comes from: the heads of its column and row name it."""
    if row is None or row[column] is None:
        withheld = WITHHELD.get(row.get("status") or "") if row else None
        title, sign = (f' title="{html.escape(withheld)}"', HIDDEN) if withheld else ("", html.escape(missing))
        return f'<span class="none"{title}>{sign}</span>'
    text = row.text(column)
    return html.escape(text) if TABLES[row.table].columns[column].type == "string" else text


def _share(row: Row | None, column: str, missing: str) -> str:
    """A rate; one that stands on few ballots carries a sign, which the page explains."""
    shown = bare_figure(row, column, missing)
    return shown + FEW_SIGN if row is not None and (row["valid"] or SMALL) < SMALL else shown


def row_cells(row: Row | None, columns: Iterable[str], missing: str = ABSENT, labels: Sequence[str] = ()) -> Markup:
    """Cells of a table with figures of one row: a template would call for each, which is most of a page's time.

    `labels`: what stands before each on a phone, where the table has no head.
    """
    if labels:
        cells = (_row_cells(row, (name,), missing) for name in columns)
        labelled = (f'<td data-label="{escape(label)}"{cell[3:]}' for label, cell in zip(labels, cells, strict=True))
        return Markup("".join(labelled))  # noqa: S704 - escaped there
    return _row_cells(row, tuple(columns), missing)


@lru_cache(maxsize=4096)
def _row_cells(row: Row | None, columns: tuple[str, ...], missing: str) -> Markup:
    """Kept for a while: what is said of a unit stands on the page of every unit below it too."""
    return _cells(_share(row, name, missing) if name in SHARES else bare_figure(row, name, missing) for name in columns)


def grade_cells(
    tally: TallyRows, grades: Iterable[GradeColumn], valid: int | None, column: str = "count", missing: str = ABSENT
) -> Markup:
    """Cells of a table with the count of each grade, or its share. `valid`: what all marks add up to.

    Where the grades alone add up to it nobody left the item blank, though no report says so.
    """
    blank = missing
    if all_marked(tally, valid):
        blank = figure_text(0, TABLES["rollup_tallies"].columns[column].type, next(iter(tally.values())).decimals)
    return _cells(bare_figure(tally.get(grade.id), column, blank if grade.id == BLANK else missing) for grade in grades)


def account_cells(view: View, columns: Iterable[str]) -> Markup:
    """Cells of a table with the sums of a ballot account."""
    return _cells(bare_figure(view.ballots, name) + _given_by(view, name) for name in columns)


def account_sum(view: View, column: str) -> Markup:
    """A sum of a ballot account; where fewer units gave this number than voted, it says how many did."""
    return Markup(figure_html(view.ballots, column) + _given_by(view, column))  # noqa: S704 - escaped there


def _given_by(view: View, column: str) -> str:
    units = view.given
    if view.ballots and view.ballots[column] is not None and units and units[column] < view.ballots["units_held"]:
        return f'<span class="over">{SITE["given_by"].format(units=figure_html(units, column))}</span>'
    return ""


def bar_rows(block: ScaleBlock) -> Markup:
    """The bars of the items of a scale that have one, each with its label."""
    rows = (f"{_bar_label(line.item.id, line.item.short)}{line.bar}</div>" for line in block.lines if line.bar)
    return Markup("".join(rows))  # noqa: S704 - escaped there


@lru_cache(maxsize=1024)
def _bar_label(item: str, title: str) -> str:
    return f'<div class="bar-row" data-ref="{escape(item)}"><div class="bar-label">{escape(title)}</div>'


def worded_rows(block: ScaleBlock) -> Markup:
    """The same of bars that are words (`charts.bars.worded_bars`)."""
    rows = (f"<dt>{escape(line.item.short)}</dt><dd>{line.bar}</dd>" for line in block.lines if line.bar)
    return Markup("".join(rows))  # noqa: S704 - escaped there


def distribution_rows(block: ScaleBlock) -> Markup:
    """A row of a table an item of a scale: the count of each grade, and the rates."""
    columns = ["valid", *block.rates, *(["score"] if block.scored else [])]
    rows = (
        f"<tr>{_item_head(line.item.id, line.item.title)}{grade_cells(line.tally, block.grades, line.whole)}{row_cells(line.rate, columns)}</tr>"
        for line in block.lines
    )
    return Markup("".join(rows))  # noqa: S704 - escaped there


@lru_cache(maxsize=1024)
def _item_head(item: str, title: str) -> str:
    return f'<th data-ref="{escape(item)}">{escape(title)}</th>'


def limits(row: Row, line: str) -> Markup:
    """The lowest and the highest share that is not beyond, from a row of the table `funnel`. `line`: `95` or `998`."""
    return Markup(f"{figure_html(row, f'lower_{line}')}～{figure_html(row, f'upper_{line}')}")  # noqa: S704 - escaped there


def bare_limits(row: Row, line: str) -> Markup:
    """The same for a cell whose place names both."""
    return Markup(f"{bare_figure(row, f'lower_{line}')}～{bare_figure(row, f'upper_{line}')}")  # noqa: S704 - escaped there


def bare(row: Row | None, column: str) -> Markup:
    """One figure of a cell whose place names it."""
    return Markup(bare_figure(row, column))  # noqa: S704 - escaped there


def _cells(figures: Iterable[str]) -> Markup:
    return Markup("".join([f"<td>{shown}</td>" for shown in figures]))  # noqa: S704 - escaped by `bare_figure`
