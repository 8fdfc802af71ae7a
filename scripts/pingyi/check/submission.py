"""What a unit handed in, with everything that rules in Python hold it against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pingyi.check.catalogue import Catalogue
from pingyi.contract import Contract
from pingyi.load.normalform import join
from pingyi.model import Campaign, Data, Document, Problem, Unit


@dataclass(frozen=True, slots=True)
class Context:
    """What reports are judged against: the base branch's campaign and roster, never anything of a pull request."""

    campaign: Campaign
    roster: Mapping[str, Unit]
    today: date


@dataclass(frozen=True, slots=True)
class Submission:
    """A report that could be read, and the files attached to it by name. `row` is None for a unit not in the roster."""

    unit: str
    document: Document
    files: Mapping[str, bytes | Problem]
    context: Context
    catalogue: Catalogue
    contract: Contract

    @property
    def data(self) -> Data:
        return self.document.data

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def row(self) -> Unit | None:
        return self.context.roster.get(self.unit)

    def problem(self, rule: str, pointer: str = "", **values: object) -> Problem:
        return Problem(rule, self.path, pointer, values=values)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Pointer and text of every string in the report."""
        yield from _texts(self.data, "")


def _texts(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, join(pointer, key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _texts(child, join(pointer, number))
