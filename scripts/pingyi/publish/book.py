"""The published tables as pages see them: rows by key, figures that know their cell, names for ids."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any

from pingyi.contract.campaign_words import heading, worded
from pingyi.model import ROOT, Campaign, Subject, parent
from pingyi.publish.site_words import SITE
from pingyi.publish.written_texts import grouped_text
from pingyi.tables.columns import Rows
from pingyi.tables.dataset import ARCHIVE, DATA_FOLDER, loose_tables
from pingyi.tables.dictionary import TABLES, Tables, in_words

FOUND = 2048
"""So many answers are remembered: what is said of a unit stands on the pages of units near it too."""

Read = tuple[str, str, Any]
"""What was asked for: the rows of a table whose column has a value; without a column, all of them; `ROW_COUNT`, how many there are."""
ROW_COUNT = "#"


class Row(dict[str, Any]):
    """A row of a published table; `row.ref("column")` names one of its cells. It is never changed, so it can be a key."""

    __slots__ = ("_key", "_safe", "decimals", "table")
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __init__(self, table: str, values: dict[str, Any], decimals: int) -> None:
        super().__init__(values)
        self.table, self.decimals = table, decimals
        self._key = self._safe = ""

    def ref(self, column: str) -> str:
        """`table|key|…|column`, as in the attribute `data-ref` of every figure."""
        if not self._key:
            self._key = "|".join((self.table, *(str(self[key]) for key in TABLES[self.table].key), ""))
        return self._key + column

    def front(self) -> str:
        """The same without the column, as in the `data-ref` of a row's head."""
        return self.ref("")[:-1]

    def text(self, column: str) -> str:
        """A cell as text, with its unit of measure; empty where it is missing."""
        kind, value = TABLES[self.table].columns[column].type, self[column]
        return "" if value is None else grouped_text(value, kind, self.decimals)

    def safe_ref(self, column: str) -> str:
        """The same, escaped for HTML, which names of columns need not be."""
        if not self._safe:
            self._safe = html.escape(self.ref(""))
        return self._safe + column


class FoundRows:
    """Rows that were asked for together."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    @cached_property
    def by_key(self) -> dict[tuple[Any, ...], Row]:
        return {tuple(row[column] for column in TABLES[row.table].key): row for row in self.rows}


class Book:
    """Everything that a page may say. It holds published tables only, so no page can show what was not published.

    What depends on the roster alone, such as names, is no reading of it.
    """

    def __init__(self, tables: Tables, campaign: Campaign) -> None:
        self.tables = {name: Rows(table) for name, table in tables.items()}
        self.campaign = campaign
        self._found = lru_cache(FOUND)(self._find)
        self._reads: set[Read] | None = None

    def has(self, table: str) -> bool:
        """Whether the audience gets this table at all."""
        return table in self.tables

    def count(self, table: str) -> int:
        """How many rows it has."""
        self.note((table, ROW_COUNT, None))
        return len(self.tables.get(table, ()))

    def all(self, table: str) -> list[Row]:
        return self._ask(table).rows

    def by(self, table: str, column: str, value: Any) -> list[Row]:
        """Rows whose column has this value, found through an index made once."""
        return self._ask(table, column, value).rows

    def get(self, table: str, *key: Any) -> Row | None:
        """The one row with this key."""
        return self._ask(table, TABLES[table].key[0], key[0]).by_key.get(key)

    @contextmanager
    def reading(self) -> Iterator[set[Read]]:
        """Gathers what is asked for meanwhile."""
        outer, self._reads = self._reads, set()
        try:
            yield self._reads
        finally:
            reads, self._reads = self._reads, outer
            self.note(*reads)

    def mark(self, read: Read) -> bytes:
        """What tells that which was asked for from what it may be another time."""
        table, column, value = read
        rows = self.tables.get(table)
        if rows is None:
            return b""
        return str(len(rows)).encode() if column == ROW_COUNT else rows.mark(column, value)

    def note(self, *reads: Read) -> None:
        """Count what was found before, and is used again, as asked for."""
        if self._reads is not None:
            self._reads.update(reads)

    def _ask(self, table: str, column: str = "", value: Any = None) -> FoundRows:
        if self._reads is not None:
            self._reads.add((table, column, value))
        return self._found(table, column, value)

    def _find(self, table: str, column: str = "", value: Any = None) -> FoundRows:
        rows = self.tables.get(table)
        if rows is None:
            return FoundRows([])
        found = rows.where(column, value) if column else rows.all()
        return FoundRows([Row(table, row, self.campaign.decimals) for row in found])

    def of(self, table: str, unit: str) -> list[Row]:
        return self.by(table, "unit", unit)

    def one(self, table: str, unit: str) -> Row | None:
        rows = self.of(table, unit)
        return rows[0] if rows else None

    def progress(self, unit: str, scope: str = "all") -> Row:
        row = self.get("progress", unit, scope)
        if row is None:
            raise KeyError(unit, scope)
        return row

    @cached_property
    def names(self) -> dict[str, str]:
        return {row["unit"]: row["name"] for row in self._found("units").rows}

    def name(self, unit: str) -> str:
        """A unit's name; its id where the roster does not know it."""
        return self.names.get(unit, unit)

    @cached_property
    def items(self) -> dict[tuple[str, str], Any]:
        return {(subject.id, item.id): item for subject in self.campaign.subjects for item in subject.items}

    def item_title(self, key: str) -> str:
        """The short title of an item written as `subject/item`; empty for an empty key."""
        subject, _, item = key.partition("/")
        found = self.items.get((subject, item))
        return found.short if found else key

    def word(self, words: str, key: str | None) -> str:
        """The Chinese title of one of the campaign's words."""
        return self.campaign.titles(words).get(key or "", key or "")

    def reporting_units(self) -> list[Row]:
        return self.by("units", "kind", "reporting")

    def right_below(self, unit: str) -> list[Row]:
        """Units right below a node, in roster order; where a unit between is missing, below the nearest one above."""
        found = self._children.get(unit, [])
        self.note(*(("units", "unit", row["unit"]) for row in found))
        return found

    @cached_property
    def _children(self) -> dict[str, list[Row]]:
        found = defaultdict(list)
        for row in self._found("units").rows:
            node = row["parent"]
            while node not in self.names and node != ROOT:
                node = parent(node)
            found[node].append(row)
        return found

    def below(self, unit: str) -> list[Row]:
        """All units below a node, each before those below it."""
        return [row for child in self.right_below(unit) for row in (child, *self.below(child["unit"]))]

    @cached_property
    def site(self) -> Any:
        """What pages say of their own, in the campaign's words."""
        return worded(SITE, self.campaign.words)

    def evaluated(self, subject: Subject) -> str:
        """What stands above all that concerns a subject."""
        return self._headings[subject.id]

    @cached_property
    def _headings(self) -> dict[str, str]:
        return {subject.id: heading(subject.title, self.campaign.words) for subject in self.campaign.subjects}

    @cached_property
    def loose(self) -> set[str]:
        """The tables that can be had one by one."""
        return loose_tables(self.tables)

    def file_of(self, table: str) -> str:
        """Where a table is to be had as CSV."""
        return DATA_FOLDER + (f"{table}.csv" if table in self.loose else ARCHIVE)

    def table_title(self, table: str) -> str:
        return self.table_titles[table]

    @cached_property
    def table_titles(self) -> dict[str, str]:
        return {name: in_words(TABLES[name], self.campaign).title for name in TABLES}
