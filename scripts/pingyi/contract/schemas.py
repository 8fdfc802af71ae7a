"""The one contract: schemas, the campaign's words put into them, and the rules that stand beside the fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from pingyi.contract.assets import assets
from pingyi.contract.campaign_words import campaign_words, replacements, reworded
from pingyi.contract.vocabulary import vocabulary
from pingyi.model import Data, Level

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SCHEMA_BASE = "json-schema:///"
KINDS = ("unit", "campaign", "roster", "stamped", "inspection", "mapping", "table", "decision", "pending")
VOCABULARY = "vocabulary.schema.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in CEL beside a field. `place` is a pointer pattern: `*` stands for any member."""

    id: str
    level: Level
    title: str
    place: tuple[str, ...]
    rule: str
    message: str
    fix: str
    at: str
    each: str | None = None
    why: str = ""
    fixed: bool = False
    """Figures rely on it: no campaign may lower its level."""


class Contract:
    """Schemas of one campaign. `campaign` is None while the campaign file itself is judged."""

    def __init__(self, campaign: Data | None) -> None:
        self.words = campaign_words(campaign or {})
        self.schemas = dict(_schemas(assets("schemas"), tuple(self.words.items())))
        if campaign and not any(form["attendance"] for form in campaign["forms"].values()):
            self.schemas["unit"] = deepcopy(self.schemas["unit"])
            self.schemas["unit"]["$defs"]["ballots"]["properties"]["attended"]["x-unasked"] = True
        self.schemas["vocabulary"] = vocabulary(campaign, self.schemas["unit"]) if campaign else {}
        self.lowered: Data = campaign.get("rules", {}) if campaign else {}

    def accepts(self, name: str) -> Callable[[Any], bool]:
        """A fast yes or no to a document of one of `KINDS`; `reference` explains the noes and is the one that binds."""
        resources = [(f"{SCHEMA_BASE}{key}.schema.json", schema) for key, schema in self.schemas.items()]
        registry = jsonschema_rs.Registry(resources)
        root = {"$ref": f"{SCHEMA_BASE}{name}.schema.json"}
        accepts: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator(root, registry=registry).is_valid
        return accepts

    def reference(self, name: str) -> Draft202012Validator:
        """The reference validator of one of `KINDS`."""
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and needed for bad documents only
        from jsonschema.validators import extend  # noqa: PLC0415
        from referencing import Registry  # noqa: PLC0415
        from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

        # A schema that names its dialect is judged by the library's own keywords, whatever validator it is met in.
        bare = {
            name: {key: part for key, part in schema.items() if key != "$schema"}
            for name, schema in self.schemas.items()
        }
        resources = [(f"{key}.schema.json", DRAFT202012.create_resource(schema)) for key, schema in bare.items()]
        registry: Registry[Any] = Registry().with_resources(resources)
        validator: Any = extend(  # type: ignore[no-untyped-call]
            Draft202012Validator, {"required": _required, "uniqueItems": _unique_items}
        )
        found: Draft202012Validator = validator({"$ref": f"{name}.schema.json"}, registry=registry)
        return found

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every CEL rule of the unit report, in the order of the schema."""
        return tuple(self._collect(self.schemas["unit"], "unit", ())) if self.schemas["vocabulary"] else ()

    @property
    def attached(self) -> Mapping[str, int]:
        """How many files a report may have attached, and how many bytes they may have together."""
        limits: Mapping[str, int] = self.schemas["unit"]["properties"]["attachments"]["x-limits"]
        return limits

    def fields(self, name: str, pointer: str) -> Iterator[Data]:
        """The schemas that describe the value at a pointer, outermost first: a `$ref`'s siblings, then its target."""
        pending = [(self.schemas[name], name)]
        for step in pointer.split("/")[1:]:
            pending = [child for schema, home in pending for child in self._children(schema, home, step)]
        for schema, home in pending:
            for part, _ in self._chain(schema, home):
                yield part

    def title(self, name: str, pointer: str) -> str:
        """The Chinese title of the field at a pointer, or its last key."""
        found = next((schema["title"] for schema in self.fields(name, pointer) if "title" in schema), None)
        above, _, key = pointer.rpartition("/")
        # An entry of a list mostly has no title of its own.
        return found or (self.title(name, above) if key.isdecimal() else key)

    def _chain(self, schema: Data, home: str) -> Iterator[tuple[Data, str]]:
        """A schema and everything that it refers to."""
        yield schema, home
        if "$ref" in schema:
            yield from self._chain(*self._resolve(schema["$ref"], home))

    def _resolve(self, reference: str, home: str) -> tuple[Data, str]:
        file, _, pointer = reference.partition("#")
        name = file.removesuffix(".schema.json") or home
        found = self.schemas[name]
        for step in pointer.split("/")[1:]:
            found = found[step]
        return found, name

    def _children(self, schema: Data, home: str, step: str) -> Iterator[tuple[Data, str]]:
        for part, where in self._chain(schema, home):
            if step in part.get("properties", {}):
                yield part["properties"][step], where
            elif isinstance(part.get("additionalProperties"), dict):
                yield part["additionalProperties"], where
            elif step.isdecimal() and isinstance(part.get("items"), dict):
                yield part["items"], where

    def _collect(self, schema: Data, home: str, place: tuple[str, ...]) -> Iterator[Rule]:
        for part, where in self._chain(schema, home):
            for rule in part.get("x-rules", ()):
                yield Rule(**rule, place=place)
            for key, child in part.get("properties", {}).items():
                yield from self._collect(child, where, (*place, key))
            for keyword in ("items", "additionalProperties"):
                if isinstance(part.get(keyword), dict):
                    yield from self._collect(part[keyword], where, (*place, "*"))


def _required(_validator: Any, required: list[str], instance: Any, _schema: Data) -> Iterator[Any]:
    """One error a missing key, which `validator_value` names; the library's own says it in its message only."""
    from jsonschema import ValidationError  # noqa: PLC0415

    if isinstance(instance, dict):
        yield from (ValidationError(key, validator_value=key) for key in required if key not in instance)


def _unique_items(_validator: Any, unique: bool, instance: Any, _schema: Data) -> Iterator[Any]:
    """As the library says it, in time that grows with the list and not with its square."""
    from jsonschema import ValidationError  # noqa: PLC0415

    if unique and isinstance(instance, list):
        members = {json.dumps(member, sort_keys=True) for member in instance}
        if len(members) < len(instance):
            yield ValidationError("not unique")


def own_schema(name: str) -> Data:
    """One of `KINDS` as it stands in `schemas/`."""
    data: Data = json.loads((assets("schemas") / f"{name}.schema.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=8)
def _schemas(_folder: Path, words: tuple[tuple[str, str], ...]) -> dict[str, Data]:
    """All of `KINDS` in a campaign's words: a command asks for them some times, and nobody changes them."""
    return {name: _worded(own_schema(name), dict(words)) for name in KINDS}


def _worded(schema: Any, words: Mapping[str, str], asked: tuple[str, ...] = ()) -> Any:
    """A schema in a campaign's words: those that all texts use, and below `x-words` those that it names."""
    pairs = replacements(words, asked)

    def said(part: Any) -> Any:
        if isinstance(part, dict) and (more := part.get("x-words")) and not set(more) <= set(asked):
            return _worded(part, words, (*asked, *more))
        if isinstance(part, dict):
            return {key: said(each) for key, each in part.items()}
        return [said(each) for each in part] if isinstance(part, list) else reworded(part, pairs)

    return said(schema)
