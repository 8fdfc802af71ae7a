"""What a unit handed in, with everything that rules in Python hold it against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pingyi.check.catalogue import Catalogue
from pingyi.contract.schemas import Contract
from pingyi.load.nodes import join
from pingyi.model import Campaign, Data, Document, Problem, Unit

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Submission:
    """A report that could be read, and the files attached to it by name. `row` is None for a unit not in the roster.

    Campaign and roster are the base branch's, never anything of a pull request.
    """

    unit: str
    document: Document
    files: Mapping[str, bytes | Problem]
    campaign: Campaign
    roster: Mapping[str, Unit]
    today: date
    catalogue: Catalogue
    contract: Contract
    received: date | None = None
    """The day on which main first held a final version of it, where that is known and matters."""

    @property
    def data(self) -> Data:
        return self.document.data

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def row(self) -> Unit | None:
        return self.roster.get(self.unit)

    def problem(self, rule: str, pointer: str = "", **values: object) -> Problem:
        return Problem(rule, self.path, pointer, values=values)

    @cached_property
    def texts(self) -> list[tuple[Steps, str]]:
        """Where it stands and text of every string in the report; `pointer` makes a JSON pointer of the steps."""
        return texts_in(self.data)


def texts_in(data: object) -> list[tuple[Steps, str]]:
    """Where it stands and text of every string in data."""
    found: list[tuple[Steps, str]] = []
    _collect(data, (), found)
    return found


def pointer(steps: Steps) -> str:
    """The JSON pointer of steps from the top."""
    return "".join(join("", step) for step in steps)


def _collect(value: object, steps: Steps, found: list[tuple[Steps, str]]) -> None:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in members:
        if isinstance(child, str):
            found.append(((*steps, step), child))
        elif isinstance(child, dict | list):
            _collect(child, (*steps, step), found)
