"""What docs/guide/publishing.md promises of each figure: how uncertain it must stay. Widths are distances of two possible values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from support.second_attack.program import ROOT, Figure
from support.second_attack.seen import SIZES, Seen, Subject

INSIDE = 5
"""How uncertain whoever knows his own figures must stay of the others'."""

Truth = Mapping[Figure, int]
"""The own figures of every unit that reported, all with `own`."""


def promised(seen: Sequence[Seen], subjects: Mapping[str, Subject], truth: Truth) -> dict[Figure, int]:
    """Every figure that is promised to stay uncertain, own ones and totals, and by how much."""
    found: dict[Figure, int] = {}
    # What one release rightly tells no other can take back: of all policies the laxest is promised.
    threshold, merges = min(release.threshold for release in seen), all(release.merges for release in seen)
    for release in (replace(release, threshold=threshold, merges=merges) for release in seen):
        own = {figure: value for figure, value in truth.items() if figure.release == release.name}
        for subject in subjects:
            mine = {figure: value for figure, value in own.items() if figure.subject == subject}
            found |= _Promise(release, subject, mine, seen).widths()
    return found


def from_inside(widths: Mapping[Figure, int], seen: Sequence[Seen], insider: Sequence[str]) -> dict[Figure, int]:
    """The same for somebody who knows the figures of some units and of those below them: of all others."""
    codes = {release.name: {unit: release.person(unit) for unit in release.roster} for release in seen}

    def mine(figure: Figure, one: str) -> bool:
        unit = codes[figure.release].get(figure.unit, figure.unit)
        return unit in (one, ROOT) or unit.startswith(f"{one}/") or one.startswith(f"{unit}/")

    return {
        figure: min(width, INSIDE)
        for figure, width in widths.items()
        if all(not mine(figure, one) or _other(figure, one) for one in insider)
    }


def _other(figure: Figure, insider: str) -> bool:
    """The own report of somebody above the insider is somebody else's."""
    return figure.own and figure.unit != insider and not figure.unit.startswith(f"{insider}/")


class _Promise:
    """The promises of one release about one subject."""

    def __init__(self, release: Seen, subject: str, own: Truth, releases: Sequence[Seen]) -> None:
        self.release, self.own = release, own
        self.elsewhere = {told for other in releases for told in _told(other, subject)}
        every = release.rows("rollup_ballots")
        self.units = {row["unit"] for row in every} - {ROOT}
        rows = [row for row in every if row["subject"] == subject]
        self.told = {row["unit"] for row in rows if row["status"] != "suppressed"}
        self.listed = {row["unit"] for row in rows}
        self.single = {
            (row["unit"], row["item"], row["grade"])
            for row in release.rows("rollup_tallies")
            if row["subject"] == subject and row["count"]
        }
        self.totals = self._totals()

    def _totals(self) -> dict[Figure, int]:
        found: dict[Figure, int] = {}
        for figure, value in self.own.items():
            for node in _above(figure.unit):
                total = figure._replace(unit=node, own=False)
                found[total] = found.get(total, 0) + value
        return found

    def widths(self) -> dict[Figure, int]:
        inner = {node for figure in self.own for node in _above(figure.unit)[1:]}
        own = {figure: value for figure, value in self.own.items() if figure.unit in inner}
        found = {figure: self._width(figure, value) for figure, value in {**self.totals, **own}.items()}
        return {figure: width for figure, width in found.items() if width}

    def _width(self, figure: Figure, value: int) -> int:
        """0: nothing is promised."""
        if self._nobody(figure):
            return 0
        hidden = not figure.own and figure.unit in self.listed - self.told
        few = hidden or self._few(figure)
        if self._is_told(figure, value) or (hidden and not self._few(figure) and self._sum_of_told(figure)):
            return 0
        if not figure.grade:
            return self.release.threshold if few else 0
        if value == 0:
            return int(few and self.release.merges)
        return self.release.small if hidden or value < self.release.small else 0

    def _nobody(self, figure: Figure) -> bool:
        """Whether no ballot stands behind it, so that there is nobody to be protected."""
        sizes = self.own if figure.own else self.totals
        return not sizes.get(figure._replace(column="valid", grade=""))

    def _few(self, figure: Figure) -> bool:
        """Whether few stand behind it: any size of the vote is below the threshold."""
        sizes = self.own if figure.own else self.totals
        return any(
            value < self.release.threshold
            for other, value in sizes.items()
            if not other.grade and (other.unit, other.own) == (figure.unit, figure.own)
        )

    def _is_told(self, figure: Figure, value: int) -> bool:
        """A figure that a table tells, unless it is one that no table may tell."""
        if figure.own or (0 < value < (self.release.small if figure.grade else self.release.threshold)):
            return False
        if (self.release.person(figure.unit), figure.column, figure.grade, str(value)) in self.elsewhere:
            return True
        return (figure.unit, figure.column, figure.grade) in self.single if figure.grade else figure.unit in self.told

    def _sum_of_told(self, figure: Figure) -> bool:
        """Anybody may add up what is told below a hidden total; what is left, if told, is one own report of many."""
        return self._left(figure) <= 1

    def _left(self, total: Figure) -> int:
        """How many own reports stand in a hidden total beside what is told below it; what must stay unknown counts twice."""
        below = [other for other in self.units if _above(other)[1] == total.unit]
        if not below:
            return 2
        hidden = (other for other in below if other in self.listed - self.told)
        return self._mine(total) + sum(self._left(total._replace(unit=other)) for other in hidden)

    def _mine(self, total: Figure) -> int:
        """The same of the unit's own report. That nobody there chose a grade may be no secret."""
        own = {figure for figure in self.own if figure.unit == total.unit}
        if total.grade and not self.release.merges and not self.own.get(total._replace(own=True)):
            return 0
        return 2 if any(self._few(figure) for figure in own) else int(bool(own))


def _above(unit: str) -> list[str]:
    """A unit, those above it, and all together."""
    parts = unit.split("/")
    return [*("/".join(parts[:n]) for n in range(len(parts), 0, -1)), ROOT]


def _told(release: Seen, subject: str) -> Iterator[tuple[str, str, str, str]]:
    """Whose figures a release tells, which, and what they are: also of who has another id elsewhere."""
    for row in release.rows("rollup_ballots"):
        if row["subject"] == subject:
            yield from (
                (release.person(row["unit"]), size, "", row[size]) for size in SIZES["ratings"] if row.get(size)
            )
    for row in release.rows("rollup_tallies"):
        if row["subject"] == subject and row["count"]:
            yield release.person(row["unit"]), row["item"], row["grade"], row["count"]
