"""A report's data as YAML in normal form, the way a person would lay it out."""

from __future__ import annotations

from typing import Any

import yaml

from pingyi.model import Data

EDITOR_LINE = "# yaml-language-server: $schema={up}schemas/unit.schema.json\n"


class _Dumper(yaml.CSafeDumper):
    """Texts with line breaks as block scalars; dates, which are strings to us, without quotes."""


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
# Our dates are strings: without this resolver they need no quotes.
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeDumper.yaml_implicit_resolvers.items()
}


def report_yaml(data: Data) -> str:
    """The YAML of a report, the editor's schema line first, keys in the order given."""
    return editor_line(data["unit"]) + plain_yaml(data)


def editor_line(unit: str) -> str:
    """The first line of a unit's report: where editors find the schema."""
    return EDITOR_LINE.format(up="../" * (unit.count("/") + 2))


def plain_yaml(data: Data) -> str:
    """Data as YAML in normal form; the innermost collections on one line each."""
    body: Any = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)
    return str(body)


def block_yaml(data: Data) -> str:
    """Data as YAML in normal form, each value on a line of its own."""
    return str(
        yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=1000)
    )
