"""Ballots to counts: one row a ballot, or a ballot and person; one column an item. Nothing is dropped or guessed.

A ballot with a mark that is not exactly one grade is spoiled as a whole; an empty cell is an abstention for that item.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from pingyi.doors.ballot_columns import COLUMN, Found
from pingyi.doors.ballot_counts import SHOWN_BALLOTS, BallotCounts
from pingyi.doors.ballot_lines import Cut, CutLines, KnownTexts
from pingyi.doors.ballot_mapping import plain_cell
from pingyi.doors.ballot_marks import Kind
from pingyi.doors.ballot_numbers import BallotNumbers
from pingyi.doors.ballot_reader import BallotReader, noted, shortened
from pingyi.doors.enrolment import Enrolment
from pingyi.load.ballot_rows import Batch

NO_BALLOTS = {"ballots-empty", "ballots-incomplete", "ballots-tags"}
"""Rules that tell of rows which are no ballots and no mistakes."""


def tally(
    file: str, found: Found, units: Enrolment, advance: Callable[[int], object] = lambda _read: None
) -> BallotCounts:
    """Count all rows below the head. What cannot be counted is a problem at its cell; rows that cannot be read raise `BallotsError`."""
    with _uncollected():
        return _Counting(file, found, units).run(found.table.batches(advance))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: there are none among millions of short lists, and looking takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Counting:
    """One file being counted. `ballots`: the kinds of rows by unit and number, where a ballot has a row for each person."""

    def __init__(self, file: str, found: Found, units: Enrolment) -> None:
        self.file, self.table, self.mapping = file, found.table, found.mapping
        self.result = BallotCounts()
        self.reader = BallotReader(file, found, units, self.result)
        self.numbers, self.known = BallotNumbers(), KnownTexts()
        self.ballots: dict[tuple[str, str], list[Kind]] = {}
        judged, apart = self.reader.judged, (self.reader.number_at, self.reader.complete_at)
        self.cut = Cut(judged[0], judged[-1] + 1, len(found.columns.heads))
        self.cuts = self.cut.beside(apart)
        self.scoped = bool(self.mapping.person) or any(COLUMN.search(str(level["id"])) for level in self.mapping.units)

    def run(self, batches: Iterable[Batch]) -> BallotCounts:
        self._read(batches)
        self.known.settle()
        self._add_up()
        self._tell_rows()
        self._tell_flaws()
        counts = self.result.counts.values()
        if counts and not any(count.valid for count in counts):
            self.result.tell("ballots-all-spoiled", self.file)
        if not counts and not self.result.told.keys() - NO_BALLOTS:
            self.result.tell("ballots-none", self.reader.at(self.reader.columns.row, 0))
        self.result.close(self.file)
        return self.result

    def _read(self, batches: Iterable[Batch]) -> None:
        head = self.reader.columns.row
        after = head + 1
        for batch in batches:
            if batch.first > after:
                self.reader.empty.append((after, batch.first - 1))
            below = batch.below(head)
            after = max(after, below.first + len(below))
            if not (self.cuts and below.lines and self._take_lines(below)):
                self._take(list(below))

    def _take_lines(self, batch: Batch) -> bool:
        """Count the lines whose text is known and judge the others; False where they cannot be cut."""
        lines = CutLines(batch, self.cut)
        if not lines.texts:
            return False
        number_at, complete_at = self.reader.number_at, self.reader.complete_at
        strange = {*self.known.add(lines.texts)}
        if complete_at is not None:
            strange.update(at for at, end in enumerate(lines.column(complete_at)) if self.reader.blank(end))
        if strange:
            self._take_strange(batch, lines.texts, sorted(strange))
        if number_at is not None:
            self._once(batch.first, lines.texts, lines.column(number_at), strange)
        return True

    def _take_strange(self, batch: Batch, texts: Sequence[str], places: list[int]) -> None:
        self.known.take_off(texts[at] for at in places)
        if self.mapping.count:
            self.known.settle()  # a row may be the total of those before it
        for at in places:
            cells = batch.lines[at].split(batch.between)
            self._take([(batch.first + at, cells)])
            if self.cut.fits(texts[at], batch.between):
                self.known.remember(texts[at], self.reader.kinds.get(self.reader.pick(cells)))

    def _once(self, first: int, texts: Sequence[str], numbers: Sequence[str], strange: set[int]) -> None:
        """Count no ballot again whose number was met; strange ones are looked after where they are judged."""
        if not self.scoped and self.numbers.all_new(first, numbers, strange):
            return
        known = self.known.kinds
        again = [
            text
            for at, (text, number) in enumerate(zip(texts, numbers, strict=True))
            if at not in strange and not self._numbered(first + at, known[text], number)
        ]
        self.known.take_off(again)

    def _take(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Judge rows one by one, and count those that are ballots."""
        for row, cells in rows:
            fitted = self.reader.fitted(row, cells)
            kind = fitted and self.reader.kind(row, fitted)
            number_at = self.reader.number_at
            if fitted and kind and (number_at is None or self._numbered(row, kind, fitted[number_at])):
                kind.rows += 1
                if kind.blank and not self.mapping.person:
                    noted(self.reader.unmarked, row)

    def _numbered(self, row: int, kind: Kind, number: str) -> bool:
        """Whether a ballot (and the person on it) was not met before; a numbered row of several belongs to its ballot."""
        at = self.reader.columns.fields[str(self.mapping.ballot)]
        number = number.strip() if number.isascii() and "." not in number else plain_cell(number)
        if not number:
            self.reader.tell("ballots-number", row, at, column=self.mapping.ballot)
            return False
        scope = (kind.unit, *(kind.marks if self.mapping.person else ())) if self.scoped else ()
        first = self.numbers.first(scope, number, row)
        if first != row:
            values = {"number": shortened(number), "first": min(row, first)}
            self.reader.tell("ballots-repeated", max(row, first), at, **values)
            return False
        if self.mapping.person:
            self.ballots.setdefault((kind.unit, number), []).append(kind)
        return True

    def _add_up(self) -> None:
        if self.mapping.person:
            for (unit, _), kinds in self.ballots.items():
                self.result.of(unit).add(kinds, 1)
            return
        for kind in self.reader.kinds.values():
            if kind.rows:
                self.result.of(kind.unit).add([kind], kind.rows * kind.ballots)

    def _tell_rows(self) -> None:
        """The rows that were not counted, and the codes that were taken for blanks."""
        empty, incomplete = self.reader.empty, self.reader.incomplete
        if empty:
            self.reader.tell("ballots-empty", empty[0][0], 0, n=_rows_in(empty), rows=_ranges(empty))
        if unmarked := self.reader.unmarked:
            self.reader.tell("ballots-blank", unmarked[0][0], 0, n=_rows_in(unmarked), rows=_ranges(unmarked))
        if incomplete:
            rows = [(row, row) for row, _ in incomplete]
            numbers = [number for _, number in incomplete if number][:SHOWN_BALLOTS]
            named = {"column": self.mapping.complete, "numbers": "、".join(numbers) or "—"}
            self.reader.tell("ballots-incomplete", rows[0][0], 0, n=len(rows), rows=_ranges(rows), **named)
        codes: Counter[str] = Counter()
        for kind in self.reader.kinds.values():
            for each in kind.every:
                codes[each.missing] += kind.rows
        if codes := Counter({code: count for code, count in codes.items() if code and count}):
            values = {"codes": "、".join(f"“{code}” × {count}" for code, count in codes.most_common())}
            self.result.tell("ballots-missing", self.file, **values)

    def _tell_flaws(self) -> None:
        """What the table itself says against cells that were counted."""
        columns = self.reader.columns
        used = [index + 1 for index in columns.used]
        for flaw in self.table.flaws:
            (top, bottom), (left, right) = flaw.rows, flaw.columns
            column = next((index for index in used if left <= index <= right), None)
            if bottom > columns.row and column:
                self.reader.tell(flaw.rule, max(top, columns.row + 1), column - 1, found=flaw.found)


def _rows_in(stretches: list[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in stretches)


def _ranges(rows: list[tuple[int, int]]) -> str:
    """Stretches of rows in words, neighbours joined: 3、7–9."""
    joined: list[list[int]] = []
    for first, last in sorted(rows):
        if joined and first == joined[-1][1] + 1:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in joined[:SHOWN_BALLOTS]]
    return "、".join(shown) + ("…" if len(joined) > SHOWN_BALLOTS else "")
