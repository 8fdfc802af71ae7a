"""Ballots to counts: one row a ballot, or a ballot and person; one column an item. Nothing is dropped or guessed.

A ballot with a mark that is not exactly one grade is spoiled as a whole; an empty cell is an abstention for that item.
Equal rows are judged once: most files hold few kinds of ballots, however many they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter, methodcaller
from typing import Any

from pingyi.contract.schemas import own_schema
from pingyi.doors.ballot_columns import COLUMN, Found, cells_of
from pingyi.doors.ballot_mapping import BLANKS, BallotMapping, plain_cell
from pingyi.doors.enrolment import Enrolment
from pingyi.doors.typed import number
from pingyi.load.ballot_rows import Batch, cell_name
from pingyi.model import BLANK, Data, Problem, Subject

MARKS_BETWEEN = re.compile(r"[\s,，、;；/+|┋]+")
TWO_GRADES, UNKNOWN = "ballots-two-grades", "ballots-unknown-mark"
FORMULA_ERRORS = frozenset(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
MOST_BALLOTS = own_schema("unit")["$defs"]["count"]["maximum"]
"""For more no row stands, for no report may have more."""

HXL = re.compile("#[a-z]+[a-z0-9_+ ]*", re.IGNORECASE)
NO_BALLOTS = {"ballots-empty", "ballots-incomplete", "ballots-tags"}
"""Rules that tell of rows which are no ballots and no mistakes."""

SHOWN_BALLOTS = 20
"""Findings of one kind that are told one by one; rows and numbers that are named in one."""

CELL_SHOWN = 30
TEXTS = 2**16
"""Lines that are remembered."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """What a cell says: a grade or `BLANK`; or why it spoils the ballot. `missing`: the code that stands for a blank."""

    grade: str
    spoils: str = ""
    missing: str = ""


@dataclass(slots=True)
class Kind:
    """Equal rows: of which unit, for how many ballots each stands, their marks by person and item, how many there are."""

    unit: str
    ballots: int
    marks: dict[str, dict[str, CellMark]]
    rows: int = 0
    watched: bool = field(init=False)
    """Each such row is looked at by itself: it may be spoiled, or no ballot at all."""

    def __post_init__(self) -> None:
        self.watched = bool(self.spoils) or self.blank

    @property
    def every(self) -> Iterator[CellMark]:
        return (mark for marks in self.marks.values() for mark in marks.values())

    @property
    def spoils(self) -> str:
        return next((mark.spoils for mark in self.every if mark.spoils), "")

    @property
    def blank(self) -> bool:
        return all(mark.grade == BLANK for mark in self.every)


@dataclass(slots=True)
class Count:
    """The ballots of one unit. `spoils`: spoiled ballots by what spoiled them. `ratings`: persons graded, over all ballots."""

    valid: int = 0
    ratings: int = 0
    spoils: Counter[str] = field(default_factory=Counter)
    persons: set[str] = field(default_factory=set)
    marks: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def spoiled(self) -> int:
        return self.spoils.total()

    def add(self, kinds: list[Kind], times: int) -> None:
        """Count equal ballots, each of one row or of several that grade others. A person without a mark was not graded."""
        if spoils := next((kind.spoils for kind in kinds if kind.spoils), ""):
            self.spoils[spoils] += times
            return
        self.valid += times
        for person, marks in (pair for kind in kinds for pair in kind.marks.items()):
            if person and all(mark.grade == BLANK for mark in marks.values()):
                continue
            self.ratings += times
            self.persons.add(person)
            for item, mark in marks.items():
                self.marks.setdefault(item, Counter())[mark.grade] += times


@dataclass(slots=True)
class BallotCounts:
    """Counts by unit id, and what was found on the way, at its cell."""

    counts: dict[str, Count] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    def tell(self, rule: str, where: str, **values: object) -> None:
        """Keep a problem, unless many of its kind were told."""
        self.told[rule] += 1
        if self.told[rule] <= SHOWN_BALLOTS:
            self.problems.append(Problem(rule, where, values=values))

    def close(self, file: str) -> None:
        """Say how many problems were left out."""
        for rule, count in self.told.items():
            if count > SHOWN_BALLOTS:
                self.problems.append(Problem("table-more", file, values={"rule": rule, "n": count - SHOWN_BALLOTS}))


def tally(
    file: str, found: Found, units: Enrolment, advance: Callable[[int], object] = lambda _read: None
) -> BallotCounts:
    """Count all rows below the head. What cannot be counted is a problem at its cell; rows that cannot be read raise `BallotsError`."""
    return _Counting(file, found, units).run(found.table.batches(advance))


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a line from the first column that is judged (`left`) to the last one (before `right`), of `width` in all."""

    left: int
    right: int
    width: int

    def fits(self, batch: Batch, apart: list[int]) -> bool:
        """Whether every line has all columns, and those that are looked at apart stand beside the part."""
        beside = all(not self.left <= index < self.right for index in apart)
        return beside and set(map(methodcaller("count", batch.between), batch.lines)) == {self.width - 1}

    def columns(self, batch: Batch) -> tuple[list[str], Callable[[int], list[str]]]:
        """That part of each line, and a function that gives a column beside it."""
        before = [line.split(batch.between, self.left) for line in batch.lines] if self.left else []
        texts = [parts[-1] for parts in before] or batch.lines
        after = (
            [text.rsplit(batch.between, self.width - self.right) for text in texts] if self.right < self.width else []
        )
        texts = [parts[0] for parts in after] or texts

        def column(index: int) -> list[str]:
            if index < self.left:
                return [parts[index] for parts in before]
            return [parts[index - self.right + 1] for parts in after]

        return texts, column


class _Counting:
    """One file being counted. `kinds`: by the cells that matter. `numbers`: rows by ballot number, for each unit and person."""

    def __init__(self, file: str, found: Found, units: Enrolment) -> None:
        self.columns, self.mapping, self.table = found.columns, found.mapping, found.table
        self.file, self.before, self.units = file, cells_of(file, found.table), units
        self.words, self.unmapped = self.mapping.words(), self.mapping.unmapped
        self.result = BallotCounts()
        self.kinds: dict[tuple[str, ...], Kind] = {}
        self.numbers: dict[tuple[str, ...], dict[str, int]] = {}
        self.ballots: dict[tuple[str, str], list[Kind]] = {}
        self.empty: list[tuple[int, int]] = []
        self.incomplete: list[tuple[int, str]] = []
        self.number_at = self.columns.fields.get(self.mapping.ballot or "")
        self.complete_at = self.columns.fields.get(self.mapping.complete or "")
        judged = [index for index in self.columns.used if index not in (self.number_at, self.complete_at)]
        self.pick = itemgetter(*judged, judged[0])  # one more than needed, so that it gives a tuple
        self.cut = Cut(judged[0], judged[-1] + 1, len(self.columns.heads))
        self.texts: dict[str, Kind] = {}
        self.scoped = bool(self.mapping.person) or any(COLUMN.search(str(level["id"])) for level in self.mapping.units)

    def run(self, batches: Iterable[Batch]) -> BallotCounts:
        self._read(batches)
        if self.mapping.person:
            for (unit, _), kinds in self.ballots.items():
                self._of(unit).add(kinds, 1)
        else:
            for kind in self.kinds.values():
                if kind.rows:
                    self._of(kind.unit).add([kind], kind.rows * kind.ballots)
        self._tell_rows()
        self._tell_flaws()
        counts = self.result.counts.values()
        if counts and not any(count.valid for count in counts):
            self.result.tell("ballots-all-spoiled", self.file)
        if not counts and not self.result.told.keys() - NO_BALLOTS:
            self.result.tell("ballots-none", f"{self.before}{cell_name(self.columns.row, 0)}")
        self.result.close(self.file)
        return self.result

    def _of(self, unit: str) -> Count:
        return self.result.counts.setdefault(unit, Count())

    def _read(self, batches: Iterable[Batch]) -> None:
        """Every row below the head, many at once: what is done for each row decides how long a large file takes."""
        after = self.columns.row + 1
        apart = [at for at in (self.number_at, self.complete_at) if at is not None]
        for batch in batches:
            if batch.first > after:
                self.empty.append((after, batch.first - 1))
            below = batch.below(self.columns.row)
            after = max(after, below.first + len(below))
            if below.lines and self.cut.fits(below, apart):
                self._take_lines(below)
            else:
                fitted = {row: self._fitted(row, cells, len(self.columns.heads)) for row, cells in below}
                good = {row: cells for row, cells in fitted.items() if cells is not None}
                self._take(list(good), list(good.values()))

    def _take_lines(self, batch: Batch) -> None:
        """Count the lines whose text is known from where the marks begin to where they end; judge the others."""
        texts, columns = self.cut.columns(batch)
        numbers = None if self.number_at is None else columns(self.number_at)
        counts = Counter(texts)
        rows: Sequence[int] = range(batch.first, batch.first + len(batch))
        strange = self._strange(texts, counts, None if self.complete_at is None else columns(self.complete_at))
        if strange:
            cells = [batch.lines[index].split(batch.between) for index in strange]
            self._take([rows[index] for index in strange], cells)
            for index, row in zip(strange, cells, strict=True):
                self._remember(texts[index], self.kinds.get(self.pick(row)))
            known = sorted({*range(len(texts))}.difference(strange))
            rows, texts = [rows[index] for index in known], [texts[index] for index in known]
            numbers = numbers and [numbers[index] for index in known]
            counts = Counter(texts)
        if numbers is None or self._new_numbers(rows, numbers):
            for text, count in counts.items():
                self.texts[text].rows += count
        else:
            self._count(rows, [self.texts[text] for text in texts], numbers)

    def _strange(self, texts: list[str], counts: Counter[str], ends: list[str] | None) -> list[int]:
        """The places of texts that are not known, and of ballots that may not have been completed."""
        new = counts.keys() - self.texts.keys()
        if ends is None and not new:
            return []
        ends = ends or texts
        marked = enumerate(zip(texts, ends, strict=True))
        return [index for index, (text, end) in marked if text in new or not end or end in self.mapping.missing]

    def _remember(self, text: str, kind: Kind | None) -> None:
        if kind and not kind.watched and len(self.texts) < TEXTS:
            self.texts[text] = kind

    def _take(self, rows: list[int], batch: list[list[str]]) -> None:
        """Judge the rows that are not of a known kind one by one, and count the others."""
        known: list[tuple[int, Kind, list[str]]] = []
        for row, cells in zip(rows, batch, strict=True):
            kind = self.kinds.get(key := self.pick(cells))
            if (
                kind is None
                or kind.watched
                or (self.complete_at is not None and self._blank(plain_cell(cells[self.complete_at])))
            ):
                kind = self._kind(row, cells, key)
            if kind:
                known.append((row, kind, cells))
        numbers = None if self.number_at is None else [cells[self.number_at] for _, _, cells in known]
        self._count([row for row, _, _ in known], [kind for _, kind, _ in known], numbers)

    def _count(self, rows: Sequence[int], kinds: list[Kind], numbers: list[str] | None) -> None:
        """Count rows of these kinds, each once by the number of its ballot."""
        if numbers is not None and not self._new_numbers(rows, numbers):
            marked = zip(rows, kinds, numbers, strict=True)
            kinds = [kind for row, kind, number in marked if self._numbered(row, kind, number)]
        for kind in kinds:
            kind.rows += 1

    def _new_numbers(self, rows: Sequence[int], numbers: list[str]) -> bool:
        """Keep the numbers of ballots of one unit, where they are as they should be: there, plain_cell, and all of them new."""
        fresh, text = dict(zip(map(str.strip, numbers), rows, strict=True)), "".join(numbers)
        if self.scoped or "" in fresh or len(fresh) < len(rows) or "." in text or not text.isascii():
            return False
        seen = self.numbers.setdefault((), {})
        if not seen.keys().isdisjoint(fresh):
            return False
        seen.update(fresh)
        return True

    def _fitted(self, row: int, cells: list[str], width: int) -> list[str] | None:
        """The cells below the head; None where some stand elsewhere."""
        beyond = next((index for index in range(width, len(cells)) if cells[index].strip()), None)
        if beyond is not None:
            self._tell("table-beyond", row, beyond, found=_short(cells[beyond]))
            return None
        if len(cells) < width and any(cells) and not self.table.padded:
            self._tell("table-cells", row, len(cells) - 1, cells=len(cells), columns=width)
            return None
        return (cells + [""] * width)[:width]

    def _numbered(self, row: int, kind: Kind, number: str) -> bool:
        """Whether a ballot (and the person on it) was not met before; a numbered row of several belongs to its ballot."""
        at = self.columns.fields[str(self.mapping.ballot)]
        number = number.strip() if number.isascii() and "." not in number else plain_cell(number)
        if not number:
            self._tell("ballots-number", row, at, column=self.mapping.ballot)
            return False
        scope = (kind.unit, *(kind.marks if self.mapping.person else ())) if self.scoped else ()
        first = self.numbers.setdefault(scope, {}).setdefault(number, row)
        if first != row:
            self._tell("ballots-repeated", max(row, first), at, number=_short(number), first=min(row, first))
            return False
        if self.mapping.person:
            self.ballots.setdefault((kind.unit, number), []).append(kind)
        return True

    def _kind(self, row: int, cells: list[str], key: tuple[str, ...]) -> Kind | None:
        """What a row says; None where it is no ballot or cannot be counted, which is told."""
        if not any(map(plain_cell, cells)):
            self.empty.append((row, row))
            return None
        if self._beside(row, cells):
            return None
        unit, ballots, marks = self._unit(row, cells), self._number(row, cells), self._marks(row, cells)
        if unit is None or ballots is None or marks is None:
            return None
        kind = Kind(unit, ballots, marks)
        if self.mapping.count and kind.blank and ballots and ballots == self._before():
            self._tell("table-total", row, self.columns.fields[self.mapping.count], found=str(ballots))
            return None
        self._tell_spoils(row, cells, kind)
        # What a spoiled ballot says no further does not matter: a column of texts must not make as many kinds.
        return self.kinds.setdefault((unit, kind.spoils, str(ballots), *marks) if kind.spoils else key, kind)

    def _before(self) -> int:
        return sum(kind.rows * kind.ballots for kind in self.kinds.values())

    def _beside(self, row: int, cells: list[str]) -> bool:
        """Whether a row is something else than a ballot: tags below the head, a total, an answer that was not completed."""
        texts = [BLANKS.sub("", plain_cell(cell)) for cell in cells]
        if row == self.columns.row + 1 and all(HXL.fullmatch(text) for text in texts if text):
            self._tell("ballots-tags", row, 0)
            return True
        for index, text in enumerate(texts):
            if self.mapping.totals.fullmatch(text) and text not in self.mapping.grades:
                self._tell("table-total", row, index, found=_short(text))
                return True
        if self.mapping.complete and self._blank(texts[self.columns.fields[self.mapping.complete]]):
            number = self.columns.fields.get(self.mapping.ballot or "")
            self.incomplete.append((row, "" if number is None else texts[number]))
            return True
        return False

    def _blank(self, text: str) -> bool:
        return not text or text in self.mapping.missing

    def _unit(self, row: int, cells: list[str]) -> str | None:
        chain = [{key: self._filled(str(value), cells) for key, value in level.items()} for level in self.mapping.units]
        unit = self.units.unit(chain)
        if isinstance(unit, str):
            return unit
        named = COLUMN.search(str(self.mapping.units[-1]["id"]))
        where = self._at(row, self.columns.fields[named[1]]) if named else f"{self.file} --unit"
        self.result.tell(unit.rule, where, **unit.values)
        return None

    def _filled(self, template: str, cells: list[str]) -> str:
        return COLUMN.sub(lambda match: cells[self.columns.fields[match[1]]], template)

    def _number(self, row: int, cells: list[str]) -> int | None:
        """For how many ballots a row stands; None where the cell does not say."""
        if not self.mapping.count:
            return 1
        index = self.columns.fields[self.mapping.count]
        found = number(cells[index])
        if isinstance(found, int) and 0 <= found <= MOST_BALLOTS:
            return found
        self._tell("ballots-count", row, index, found=_short(cells[index]))
        return None

    def _marks(self, row: int, cells: list[str]) -> dict[str, dict[str, CellMark]] | None:
        """Marks by person and item; None where a formula went wrong or nobody says who is graded."""
        said_mapping = plain_cell(cells[self.columns.fields[self.mapping.person]]) if self.mapping.person else ""
        if self.mapping.person and not said_mapping:
            self._tell("ballots-number", row, self.columns.fields[self.mapping.person], column=self.mapping.person)
            return None
        marks: dict[str, dict[str, CellMark]] = {}
        for column in self.columns.marks:
            cell = plain_cell(cells[column.index])
            if cell in FORMULA_ERRORS or cell in self.unmapped:
                rule = "table-formula" if cell in FORMULA_ERRORS else "ballots-unmapped-grade"
                self._tell(rule, row, column.index, found=cell)
                return None
            marks.setdefault(column.person or said_mapping, {})[column.item] = mark(
                cell, self.words[column.item], self.mapping
            )
        return marks

    def _tell(self, rule: str, row: int, index: int, **values: object) -> None:
        self.result.tell(rule, self._at(row, index), **values)

    def _at(self, row: int, index: int) -> str:
        return f"{self.before}{cell_name(row, index)}"

    def _tell_spoils(self, row: int, cells: list[str], kind: Kind) -> None:
        said_mapping = next(iter(kind.marks)) if self.mapping.person else ""
        for column in self.columns.marks:
            if spoils := kind.marks[column.person or said_mapping][column.item].spoils:
                self._tell(spoils, row, column.index, found=_short(cells[column.index]))

    def _tell_rows(self) -> None:
        """The rows that were not counted, and the codes that were taken for blanks."""
        if self.empty:
            values = {"n": sum(last - first + 1 for first, last in self.empty), "rows": _ranges(self.empty)}
            self._tell("ballots-empty", self.empty[0][0], 0, **values)
        if self.incomplete:
            rows = [(row, row) for row, _ in self.incomplete]
            numbers = [number for _, number in self.incomplete if number][:SHOWN_BALLOTS]
            named = {"column": self.mapping.complete, "numbers": "、".join(numbers) or "—"}
            self._tell("ballots-incomplete", rows[0][0], 0, n=len(rows), rows=_ranges(rows), **named)
        codes: Counter[str] = Counter()
        for kind in self.kinds.values():
            for each in kind.every:
                codes[each.missing] += kind.rows
        if codes := Counter({code: count for code, count in codes.items() if code}):
            values = {"codes": "、".join(f"“{code}” × {count}" for code, count in codes.most_common())}
            self.result.tell("ballots-missing", self.file, **values)

    def _tell_flaws(self) -> None:
        """What the table itself says against cells that were counted."""
        used = [index + 1 for index in self.columns.used]
        for flaw in self.table.flaws:
            (top, bottom), (left, right) = flaw.rows, flaw.columns
            column = next((index for index in used if left <= index <= right), None)
            if bottom > self.columns.row and column:
                row = max(top, self.columns.row + 1)
                self._tell(flaw.rule, row, column - 1, found=flaw.found)


def mark(cell: str, words: Mapping[str, str], mapping: BallotMapping) -> CellMark:
    """What a cell without blanks around it says. `words`: cell to grade of the item's own scale."""
    if not cell:
        return CellMark(BLANK)
    if cell in words:
        return CellMark(words[cell])
    if cell in mapping.missing:
        return CellMark(BLANK, missing=cell)
    parts = MARKS_BETWEEN.split(cell)
    if len(parts) > 1 and all(part in words for part in parts):
        return CellMark("", TWO_GRADES)
    shorter = (match[1] for pattern in mapping.marks if (match := pattern.fullmatch(cell)))
    grade = next((words[part] for part in shorter if part in words), None)
    return CellMark(grade) if grade else CellMark("", UNKNOWN)


def _short(text: str) -> str:
    text = " ".join(text.split()) or text
    return text if len(text) <= CELL_SHOWN else f"{text[:CELL_SHOWN]}…"


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


def results(count: Count, subject: Subject, category: str, account: Data) -> Data:
    """The results of a subject: the counts, and of the account what somebody said_mapping; no ballot file knows the rest.

    `account`: any of eligible, attended, issued and, for ratings, persons (the number to be graded).
    """
    known = {key: account[key] for key in ("eligible", "attended", "issued") if account.get(key) is not None}
    ballots = {**known, "returned": count.valid + count.spoiled, "valid": count.valid, "spoiled": count.spoiled}
    result: Data = {"outcome": "held", "ballots": ballots}
    if subject.counts == "ratings":
        total = {} if account.get("persons") is None else {"total": account["persons"]}
        result |= {"persons": {**total, "evaluated": len(count.persons)}, "valid_ratings": count.ratings}
    asked = subject.asked_of(category)
    # What nobody was to be asked, and somebody answered all the same, is for the check to say.
    items = [item for item in subject.items if item in asked or count.marks.get(item.id, Counter()).keys() - {BLANK}]
    return {**result, "items": {item.id: _item(count, item.id, item.grades) for item in items}}


def _item(count: Count, item: str, grades: Iterable[Any]) -> dict[str, int]:
    marks = count.marks.get(item, Counter())
    tallied = {grade.id: marks[grade.id] for grade in grades}
    return {**tallied, BLANK: marks[BLANK]} if marks[BLANK] else tallied
