"""Lines of a ballot file by the part that is judged: most files hold few kinds of ballots, however many they are.

What is done for each line decides how long a large file takes: it is cut, and looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, count

from pingyi.doors.ballot_marks import Kind
from pingyi.load.ballot_rows import Batch

TEXTS = 2**16
"""Texts that are remembered."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a line from the first column that is judged (`left`) to the last one (before `right`), of `width` in all."""

    left: int
    right: int
    width: int

    def beside(self, columns: Iterable[int | None]) -> bool:
        """Whether these columns stand outside of the part."""
        return all(index is None or not self.left <= index < self.right for index in columns)

    def fits(self, text: str, between: str) -> bool:
        """Whether a part has as many cells as it should."""
        return text.count(between) == self.right - self.left - 1


class CutLines:
    """The lines of a batch, cut. `texts`: the part that is judged; none where a line is too short for that."""

    def __init__(self, batch: Batch, cut: Cut) -> None:
        self.cut, behind, between = cut, cut.width - cut.right, batch.between
        self.before: list[tuple[str, ...]] = []
        self.after: list[tuple[str, ...]] = []
        self.texts: Sequence[str] = batch.lines
        if cut.left:
            self.before = _columns([line.split(between, cut.left) for line in self.texts], cut.left + 1)
            self.texts = self.before[-1] if self.before else ()
        if behind:
            self.after = _columns([text.rsplit(between, behind) for text in self.texts], behind + 1)
            self.texts = self.after[0] if self.after else ()

    def column(self, index: int) -> Sequence[str]:
        """A column beside the part."""
        return self.before[index] if index < self.cut.left else self.after[index - self.cut.right + 1]


def _columns(rows: list[list[str]], width: int) -> list[tuple[str, ...]]:
    """Rows turned into columns; none where a row is not as wide as it should be."""
    try:
        columns = [*zip(*rows, strict=True)]
    except ValueError:
        return []
    return columns if len(columns) == width else []


class KnownTexts:
    """Texts whose kind is known, and how many lines had each. Most lines need no more than one look-up."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}
        self.lines: Counter[str] = Counter()

    def add(self, texts: Sequence[str]) -> list[int]:
        """Count texts; the places of those that are not known, which are to be taken off again."""
        self.lines.update(texts)
        strange = self.lines.keys() - self.kinds.keys() if len(self.lines) > len(self.kinds) else ()
        return [*compress(count(), map(strange.__contains__, texts))] if strange else []

    def take_off(self, texts: Iterable[str]) -> None:
        """Count texts no longer."""
        for text in texts:
            self.lines[text] -= 1
            if not self.lines[text] and text not in self.kinds:
                del self.lines[text]

    def remember(self, text: str, kind: Kind | None) -> None:
        """The kind of a text that every such line has, whatever stands beside it."""
        if kind and not kind.watched and len(self.kinds) < TEXTS:
            self.kinds[text] = kind
            self.lines.setdefault(text, 0)

    def settle(self) -> None:
        """Give the counts to the kinds."""
        for text, lines in self.lines.items():
            self.kinds[text].rows += lines
            self.lines[text] = 0
