"""YAML of made-up reports, written ten times as fast as what people typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pingyi.model import Data


def demo_yaml(data: Data, margin: str = "") -> str:
    """YAML in normal form of texts that need no quotes, the innermost collections on one line each.

    What people typed is written by `contract.yaml_writer`, which knows them and takes ten times as long.
    """
    return "".join(_line(margin, f"{key}:", value) for key, value in data.items())


def _line(margin: str, head: str, value: Any) -> str:
    if isinstance(value, str) and value.endswith("\n"):
        return f"{margin}{head} |\n{margin}  {value}"
    if not isinstance(value, dict | list):
        return f"{margin}{head} {value}\n"
    members = value.values() if isinstance(value, dict) else value
    if _is_inner(members):
        return f"{margin}{head} {_flow(value)}\n"
    if isinstance(value, dict):
        return f"{margin}{head}\n{demo_yaml(value, margin + '  ')}"
    return f"{margin}{head}\n{''.join(_entry_of(margin, member) for member in value)}"


def _entry_of(margin: str, member: Data) -> str:
    if _is_inner(member.values()):
        return f"{margin}- {_flow(member)}\n"
    inner = f"{margin}  "
    return f"{margin}- {demo_yaml(member, inner).removeprefix(inner)}"


def _is_inner(members: Iterable[Any]) -> bool:
    """Whether none of them needs lines of its own."""
    return not any(isinstance(member, dict | list) or str(member).endswith("\n") for member in members)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {member}' for key, member in value.items())}}}"
    return f"[{', '.join(map(str, value))}]"
