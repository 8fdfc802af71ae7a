"""The fields of a report as a tree, read from the contract: what to write, which words are allowed, which rules look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

from pingyi.contract.schemas import Contract, Rule
from pingyi.model import Data

FieldKind = Literal["group", "list", "tally", "choice", "choices", "count", "date", "text", "line"]
ANY = "*"
NOTHING: Final[Data] = {}
"""A report that says nothing."""
BRACED = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `path`: its keys from the report's root, `*` for any member of a list. `form`: how it is to be written.

    `choices`: allowed codes and their Chinese titles; of a tally, its grades.
    """

    path: tuple[str, ...]
    kind: FieldKind
    title: str
    description: str
    required: bool
    form: str
    example: Any
    choices: dict[str, str]
    most: int | None
    rules: tuple[Rule, ...]
    children: tuple[Field, ...]
    not_asked_of: tuple[str, ...] = ()
    """Categories of units that leave it out."""
    unasked: bool = False
    """The campaign asks nobody for it; a report may say it all the same."""
    made: str = ""
    """What a code begins with that nobody has to type."""

    @property
    def key(self) -> str:
        return self.path[-1]


@lru_cache(maxsize=4)
def fields(contract: Contract) -> tuple[Field, ...]:
    """The top-level fields of the unit report, in the order of the schema."""
    return tuple(_below(contract, ()))


def walk(found: tuple[Field, ...]) -> Iterator[Field]:
    """Fields and everything below them, outermost first."""
    for field in found:
        yield field
        yield from walk(field.children)


def asked_of(field: Field, category: str = "", data: Data = NOTHING) -> Field:
    """The field without what nobody is asked for, and units of a category leave out. What stands in `data`, a report, is kept."""
    children = (child for child in field.children if category not in child.not_asked_of)
    shown = (child for child in children if not child.unasked or value_at(data, child.path) is not None)
    return replace(field, children=tuple(asked_of(child, category, data) for child in shown))


def value_at(data: Any, path: Sequence[str]) -> Any:
    """The value at a path, members of lists by their numbers; None where there is none."""
    for step in path:
        if isinstance(data, list):
            data = data[int(step)] if step.isdecimal() and int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _below(contract: Contract, path: tuple[str, ...]) -> Iterator[Field]:
    parts = _parts(contract, path)
    required = {key for part in parts for key in part.get("required", ())}
    for key in dict.fromkeys(key for part in parts for key in part.get("properties", {})):
        found = _field(contract, (*path, key), required=key in required)
        # A campaign without such words asks nobody for them.
        if found.most != 0:
            yield found


def _field(contract: Contract, path: tuple[str, ...], *, required: bool) -> Field:
    parts = _parts(contract, path)
    kind = _kind(contract, path, parts)
    inner = _parts(contract, (*path, ANY)) if kind == "choices" else parts
    choices = _grades(contract, path) if kind == "tally" else _first(inner, "x-titles", {})
    below = (*path, ANY) if kind == "list" else path
    return Field(
        path,
        kind,
        _first(parts, "title", path[-1]),
        _first(parts, "description", ""),
        required,
        _first(parts, "x-say", ""),
        next(iter(_first(parts, "examples", [None]))),
        choices,
        _first(parts, "maxItems" if kind in ("list", "choices") else "maxLength", None),
        tuple(rule for rule in contract.rules if _looks_at(rule, path)),
        tuple(_below(contract, below)) if kind in ("list", "group") else (),
        tuple(_first(parts, "x-not-asked-of", ())),
        _first(parts, "x-unasked", False),
        _first(parts, "x-made", ""),
    )


def _parts(contract: Contract, path: tuple[str, ...]) -> list[Data]:
    pointer = "".join(f"/{'0' if key == ANY else key}" for key in path)
    return list(contract.fields("unit", pointer))


def _first(parts: list[Data], keyword: str, default: Any) -> Any:
    return next((part[keyword] for part in parts if keyword in part), default)


def _kind(contract: Contract, path: tuple[str, ...], parts: list[Data]) -> FieldKind:
    if any("enum" in part for part in parts):
        return "choice"
    kind = _first(parts, "type", "object")
    if kind == "array":
        return "choices" if any("enum" in part for part in _parts(contract, (*path, ANY))) else "list"
    if kind == "object":
        grades = _grades(contract, path)
        counted = all(_first(_parts(contract, (*path, key)), "type", "") == "integer" for key in grades)
        return "tally" if grades and counted and len(path) > 2 and path[-2] in ("items", ANY) else "group"
    if kind == "integer":
        return "count"
    return _kind_of_text(parts)


def _kind_of_text(parts: list[Data]) -> FieldKind:
    definitions = {part.get("$ref", "").rpartition("/")[2] for part in parts}
    if "date" in definitions:
        return "date"
    return "text" if "text" in definitions else "line"


def _grades(contract: Contract, path: tuple[str, ...]) -> dict[str, str]:
    """The keys of an object and their titles."""
    keys = [key for part in _parts(contract, path) for key in part.get("properties", {})]
    return {key: _first(_parts(contract, (*path, key)), "title", key) for key in dict.fromkeys(keys)}


def _looks_at(rule: Rule, path: tuple[str, ...]) -> bool:
    """Whether a rule's findings point at this field. What a rule fills in at run time stands for any member."""
    target = (*rule.place, *BRACED.sub(ANY, rule.at).split("/")[1:])
    # A rule that can point at every part tells nothing about one of them.
    same = len(target) == len(path) and target[:1] != (ANY,)
    return same and all(ANY in (one, other) or one == other for one, other in zip(target, path, strict=True))
