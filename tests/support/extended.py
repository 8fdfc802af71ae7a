"""The sample campaign under a copy of the schemas with more fields in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pingyi.check.verdict import Judge
from pingyi.contract import assets
from pingyi.contract.assets import CHECKOUT
from support.judges import judge_of

SCHEMA: dict[str, Any] = json.loads((CHECKOUT / "schemas/unit.schema.json").read_text(encoding="utf-8"))
ADDED: dict[str, Any] = {
    "weather": {"title": "当天天气", "x-step": "meeting", "$ref": "#/$defs/line"},
    "stewards": {
        "title": "监票情况",
        "x-step": "feedback",
        "type": "object",
        "additionalProperties": False,
        "properties": {"counted": {"$ref": "#/$defs/count", "title": "监票人数"}},
    },
    "visits": {
        "title": "回访",
        "type": "array",
        "maxItems": 5,
        "items": {"type": "object", "properties": {"on": {"$ref": "#/$defs/date", "title": "回访日期"}}},
    },
}
"""A single field, a group and a list, which names no step."""


def extend(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    schemas = shutil.copytree(CHECKOUT / "schemas", folder / "schemas")
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], **ADDED}}
    (schemas / "unit.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    monkeypatch.setitem(assets.PLACES, "schemas", schemas)
    return judge_of(CHECKOUT)
