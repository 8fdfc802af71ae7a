"""The one door to publication: every published figure passes through `publishable`."""

from __future__ import annotations

from typing import Literal

from pingyi.dictionary import TABLES, Tables

Audience = Literal["internal", "public"]


def publishable(tables: Tables, audience: Audience) -> Tables:
    """What an audience may see. The public gets no evaluation results: those come only from a frozen release."""
    return {name: table for name, table in tables.items() if audience == "internal" or is_public(name)}


def is_public(name: str) -> bool:
    """Whether a table is published as it is, without a release."""
    return not (TABLES[name].results or TABLES[name].internal)
