"""Lines of a ballot file by the part that is judged: most files hold few kinds of ballots, however many they are.

What is done for each line decides how long a large file takes: it is cut, and looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter, methodcaller

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
        self.cut, behind = cut, cut.width - cut.right
        lines, between = batch.lines, batch.between
        self.before = [*map(methodcaller("split", between, cut.left), lines)] if cut.left else []
        self.texts = [*map(itemgetter(-1), self.before)] if cut.left else lines
        self.after = [*map(methodcaller("rsplit", between, behind), self.texts)] if behind else []
        self.texts = [*map(itemgetter(0), self.after)] if behind else self.texts
        short = (cut.left and set(map(len, self.before)) != {cut.left + 1}) or (
            behind and set(map(len, self.after)) != {behind + 1}
        )
        self.texts = [] if short else self.texts

    def column(self, index: int) -> list[str]:
        """A column beside the part."""
        if index < self.cut.left:
            return [*map(itemgetter(index), self.before)]
        return [*map(itemgetter(index - self.cut.right + 1), self.after)]


class KnownTexts:
    """Texts whose kind is known, and how many lines had each. Most lines need no more than one look-up."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}
        self.lines: Counter[str] = Counter()

    def add(self, texts: list[str]) -> bool:
        """Count texts; whether all were known. Those that are not are to be taken off again."""
        self.lines.update(texts)
        return len(self.lines) == len(self.kinds)

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
        for text, count in self.lines.items():
            self.kinds[text].rows += count
            self.lines[text] = 0
