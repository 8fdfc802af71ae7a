"""The files attached to a report, each read when somebody asks for it: together they may be larger than a memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pingyi.load.contents import UNITS
from pingyi.load.documents import FILES_SUFFIX
from pingyi.load.source import MAX_BYTES, Source
from pingyi.model import Problem

MAX_FILE = 5 * MAX_BYTES


def by_name(unit: str, paths: Iterable[str]) -> dict[str, str]:
    """The paths of a unit's attached files by their path below its folder, which may not be flat as it should."""
    folder = f"{UNITS}/{unit}{FILES_SUFFIX}/"
    return {path.removeprefix(folder): path for path in paths}


class Attached(Mapping[str, bytes | Problem]):
    """Bytes of each file, or why they cannot be had. `paths`: where it lies, by its path below the unit's folder."""

    def __init__(self, source: Source, paths: Mapping[str, str]) -> None:
        self.source, self.paths = source, paths

    def __getitem__(self, name: str) -> bytes | Problem:
        return self.source.read(self.paths[name], MAX_FILE)

    def __contains__(self, name: object) -> bool:
        return name in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)
