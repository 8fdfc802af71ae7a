"""Where examples, golden files and whole campaigns lie."""

from __future__ import annotations

from pathlib import Path

from pingyi.contract.assets import CHECKOUT

TESTS = Path(__file__).parents[1]
INVALID, VALID = TESTS / "examples/invalid", TESTS / "examples/valid"
GOLDENS = TESTS / "golden"
TOWN = TESTS / "campaigns/town"
"""A second campaign with subjects, units and prose of its own."""

REAL = TESTS / "real/insteval"
CAMPAIGNS = {"sample": CHECKOUT, "town": TOWN}
