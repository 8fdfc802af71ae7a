"""The data of a report as it grows out of cells, every value remembered with the cell that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pingyi.doors.workbook.layout import Path
from pingyi.load.nodes import join
from pingyi.model import Data, Problem


@dataclass(slots=True)
class Placed:
    """`places`: JSON pointer of each value to the cell that it came from. Problems have these in `path`."""

    data: Data = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, path: Path, value: Any, place: str) -> None:
        """Set the value at a path; a step of digits is the next or an existing member of a list."""
        _put(self.data, path, value)
        self.places[pointer_of(path)] = place

    def place(self, pointer: str) -> str:
        """The cell of a value; of something that no cell holds, the nearest one inside or around it."""
        while True:
            inside = (place for key, place in self.places.items() if f"{key}/".startswith(f"{pointer}/"))
            if found := next(inside, None):
                return found
            if not pointer:
                return ""
            pointer = pointer.rpartition("/")[0]


def pointer_of(path: Path) -> str:
    """A path as a JSON pointer."""
    return "".join(join("", step) for step in path)


def _put(data: Any, path: Path, value: Any) -> None:
    for step, following in zip(path, (*path[1:], None), strict=True):
        empty: Any = value if following is None else [] if following.isdecimal() else {}
        if isinstance(data, list):
            if int(step) == len(data):
                data.append(empty)
            data = data[int(step)]
        elif following is None:
            data[step] = value
        else:
            data = data.setdefault(step, empty)
