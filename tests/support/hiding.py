"""Releases of a few units that hide whom they are told to hide, for tests of the attack."""

from __future__ import annotations

import numpy as np

from pingyi.attack.publication import Publication
from pingyi.disclosure.margins import node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Pattern
from pingyi.model import Campaign
from pingyi.protect.sums import figures
from support.protection import ONE_ITEM, bare_results, own_tables, publication

Own = dict[str, dict[str, list[list[int]]]]
"""Of each unit and subject the counts of each item, from the best grade on."""


def released(
    own: Own,
    hidden: str = "",
    told: int = 4,
    *,
    campaign: Campaign = ONE_ITEM,
    name: str = "r",
    codes: dict[str, str] | None = None,
) -> Publication:
    """A release that hides some units and tells so many leading grades of the others apart."""
    tables = own_tables(own, campaign=campaign)
    if codes:
        tables["units"] = tables["units"].assign(code=tables["units"]["unit"].map(codes).astype("string"))
    found = figures(tables, campaign)
    flags = np.isin(found.tree.units, hidden.split())
    detail = {key: np.where(flags, 0, min(told, counts.shape[1] - 1)) for key, counts in found.counts.items()}
    published = masked(name, bare_results(found), found, node_margins(found, Pattern(flags, flags, detail)), [])
    return publication(name, published, tables, campaign)


def votes(**own: list[int]) -> Own:
    return {unit: {"org": [counts]} for unit, counts in own.items()}


COUNTS = [12, 8, 6, 9, 5]


BOTH: Own = {"a": {"org": [COUNTS, COUNTS], "members": [[30, 3, 0, 0, 0]]}, "b": {"org": [[20, 0, 0, 0, 0]] * 2}}
"""a: 40 ballots; of members 11 ballots, 33 ratings, 12 persons."""
