"""What lies open on a forge, as a small list that somebody wrote: `schemas/pending.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.doors.mapping_file import mapping_file
from pingyi.load.contents import DECISION_SUFFIX, DECISIONS, UNITS, unit_of
from pingyi.model import Data


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that is not merged yet. `units`: whose reports it changes; `decided`: on whose it decides."""

    number: int
    url: str
    author: str
    opened: date
    units: frozenset[str]
    decided: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pending:
    """All open requests, the oldest first. `name`: of the file; `listed`: when it was made, as it says."""

    name: str
    listed: str
    requests: Sequence[OpenRequest]

    def on(self, unit: str) -> list[OpenRequest]:
        """Those that change a unit's report."""
        return [it for it in self.requests if unit in it.units]


def pending_file(path: Path, judged: Judged) -> Pending:
    """The list in a file. Raises `MappingError` with every place that is wrong."""
    data = mapping_file(path, judged, "pending", "pending-file").data
    found = sorted(map(_request, data["requests"]), key=lambda it: (it.opened, it.number))
    return Pending(path.name, data.get("listed", ""), found)


def _request(data: Data) -> OpenRequest:
    return OpenRequest(
        number=data["number"],
        url=data.get("url", ""),
        author=data.get("author", ""),
        opened=date.fromisoformat(data["opened"]),
        units=frozenset(unit_of(path) for path in data["paths"] if _is_report(path)),
        decided=frozenset(_decided(data["paths"])),
    )


def _is_report(path: str) -> bool:
    return path.startswith(f"{UNITS}/") and path.endswith(".yml")


def _decided(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        folder = path.rpartition("/")[0]
        if path.startswith(f"{DECISIONS}/") and folder.endswith(DECISION_SUFFIX):
            yield folder.removeprefix(f"{DECISIONS}/").removesuffix(DECISION_SUFFIX)
