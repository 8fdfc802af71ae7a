"""What the JSON Schema says of a document, as problems that name the field by its Chinese title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from typing import Any

from pingyi.check.catalogue import Catalogue
from pingyi.contract.fields import value_at
from pingyi.contract.limits import AGREED, LIMITS, regex
from pingyi.contract.schemas import Contract
from pingyi.load.nodes import join, pointer_steps
from pingyi.model import Data, Mark, Problem

TYPE_NAMES = {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean"}
ODD_SPACE = regex("odd_space")
"""Looks like a space, or like nothing, and keeps a word from being the one that it looks like."""
MISSPELT = LIMITS["alike"] / 100


class Shape:
    """The structural check of one kind of document."""

    def __init__(self, contract: Contract, catalogue: Catalogue, name: str) -> None:
        self.contract, self.catalogue, self.name = contract, catalogue, name
        self.accepts = contract.accepts(name)

    @cached_property
    def reference(self) -> Any:
        return self.contract.reference(self.name)

    def problems(self, data: Data, path: str, mark: Mark | None = None) -> Iterator[Problem]:
        """One problem a missing key, unknown key or bad value. `mark` places rows that have no text of their own."""
        if self.accepts(data):
            return
        for error in self.reference.iter_errors(data):
            pointer = "".join(join("", step) for step in error.absolute_path)
            for extra, values in self._values(error, pointer):
                yield Problem(AGREED["keywords"][str(error.validator)], path, pointer + extra, mark, values)

    def _values(self, error: Any, pointer: str) -> Iterator[tuple[str, Data]]:
        base = {
            "title": self.contract.title(self.name, pointer),
            "found": _short(error.instance),
            "limit": error.validator_value,
            "say": error.schema.get("x-say", error.validator_value) if isinstance(error.schema, dict) else "",
        }
        keyword = str(error.validator)
        if keyword == "required":
            yield "", {**base, **self._missing(pointer, error.validator_value)}
        elif keyword == "additionalProperties":
            for key in error.instance:
                if key not in error.schema.get("properties", {}):
                    yield join("", key), {**base, **self._unknown(pointer, key)}
        elif keyword == "type":
            yield "", {**base, **self._types(error.schema, error.instance)}
        elif keyword == "enum":
            yield "", {**base, "expected": self._choices(error)}
        else:
            yield "", {**base, **self._limit(keyword, error.validator_value)}

    def _missing(self, pointer: str, key: str) -> Data:
        return {"missing": key, "missing_title": self.contract.title(self.name, join(pointer, key))}

    def _unknown(self, pointer: str, key: str) -> Data:
        known = [name for schema in self.contract.fields(self.name, pointer) for name in schema.get("properties", {})]
        near = get_close_matches(key, known, 1, MISSPELT)
        word, values = ("suggest", {"near": near[0]}) if near else ("suggest-none", {})
        return {
            "key": _short(key),
            "suggestion": self.catalogue.word(word, known="、".join(dict.fromkeys(known)), **values),
        }

    def _types(self, schema: Data, found: Any) -> Data:
        """Where several types are right, the schema says itself how to write the value."""
        word = self.catalogue.word
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        return {
            "expected": word("or").join(word(kind) for kind in kinds),
            "say": word(f"say-{kinds[0]}") if len(kinds) == 1 else schema["x-say"],
            "found": word(f"found-{TYPE_NAMES[type(found)]}", value=_short(found)),
        }

    def _choices(self, error: Any) -> str:
        titles = error.schema.get("x-titles", {}) if isinstance(error.schema, dict) else {}
        return "、".join(f"{titles[key]}（{key}）" if key in titles else str(key) for key in error.validator_value)

    def _limit(self, keyword: str, limit: object) -> Data:
        unit = AGREED["measures"].get(keyword[3:])
        return {"limit": self.catalogue.word(unit, n=limit)} if unit else {}


def sound(data: Data, problems: Iterable[Problem]) -> Data:
    """A copy without the values that the schema refuses, so that no rule judges them a second time.

    A whole part of the report stays: it is wrong, but it is not missing. What has too many members is cut, whether or not
    it was refused before others.
    """
    copy: Data = cut(data)
    refused = {problem.pointer for problem in problems if problem.rule != "required"}
    for pointer in sorted(refused, reverse=True):
        steps = pointer_steps(pointer)
        holder = value_at(copy, steps[:-1]) if steps else None
        if isinstance(holder, dict) and not isinstance(holder.get(steps[-1]), dict | list):
            holder.pop(steps[-1], None)
    return copy


def cut(value: Any) -> Any:
    """A copy with no more members anywhere than rules compare with each other."""
    if isinstance(value, dict):
        return {key: cut(member) for key, member in islice(value.items(), LIMITS["entries"])}
    return [cut(member) for member in value[: LIMITS["entries"]]] if isinstance(value, list) else value


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return "…"
    most = LIMITS["value"]
    text = str(value).lower() if isinstance(value, bool) else str(value)[: 2 * most]
    text = ODD_SPACE.sub(lambda match: f"〔U+{ord(match[0]):04X}〕", text)
    return text if len(text) <= most else f"{text[:most]}…"
