"""The one door to publication: every published figure passes through `publishable`."""

from __future__ import annotations

from typing import Literal

from pingyi.disclosure.pattern import hidden_units, pattern
from pingyi.disclosure.public_texts import readable
from pingyi.figures.case_totals import case_totals
from pingyi.model import Campaign
from pingyi.protect.cells import SUPPRESSED
from pingyi.protect.policy import policy
from pingyi.protect.sums import figures
from pingyi.tables.dictionary import TABLES, Tables, shaped

Audience = Literal["internal", "public"]


def publishable(tables: Tables, audience: Audience, campaign: Campaign, released: Tables | None = None) -> Tables:
    """What an audience may see. The public gets results from `released`, the newest frozen release, and nowhere else.

    Texts of units whose figures are hidden, today or in that release, stay out as well: they tell what few people said. So do
    texts that tell figures of a vote.
    """
    if audience == "internal":
        return tables
    released = released or {}
    hidden = hidden_units(found := figures(tables, campaign), pattern(found, policy(campaign)))
    if released:
        ballots = released["rollup_ballots"]
        hidden |= set(ballots["unit"][ballots["status"] == SUPPRESSED])
    seen = {name: table for name, table in tables.items() if is_public(name)} | released
    kept = readable({name: seen[name] for name in TABLES if name in seen}, hidden)
    return kept | {"case_totals": shaped("case_totals", case_totals(kept["cases"], kept["units"]))}


def is_public(name: str) -> bool:
    """Whether a table is published as it is, without a release."""
    return not (TABLES[name].results or TABLES[name].internal)
