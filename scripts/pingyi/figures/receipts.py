"""Receipts: how the ballots of one unit entered the total of every level above it, so that each can be added up again."""

from __future__ import annotations

import pandas as pd

from pingyi.figures.rounding import percent
from pingyi.figures.tree import lineage
from pingyi.model import Campaign
from pingyi.tables.dictionary import Tables

VALID_COLUMNS = {"ballots": "valid", "ratings": "valid_ratings"}
"""What a subject counts, to the column that its results are read against."""


def receipts_table(tables: Tables, campaign: Campaign) -> pd.DataFrame:
    """The table `receipts`, from `units`, `ballots` and `rollup_ballots`: own ≤ subtree, subtree + others = total.

    One row a unit, subject and node of its line upward, itself first, with level 0.
    """
    held = tables["ballots"][tables["ballots"]["outcome"] == "held"]
    own = _counted(held, campaign, "own")
    subtree = _counted(tables["rollup_ballots"], campaign, "subtree").dropna()
    lines = [
        (unit, node, level)
        for unit, nodes in lineage(tables["units"]["unit"]).items()
        for level, node in enumerate(nodes)
    ]
    rows = pd.DataFrame(lines, columns=["unit", "node", "level"]).astype({"unit": "string", "node": "string"})
    rows = rows.merge(subtree, on="unit").merge(own, on=["unit", "subject"], how="left")
    rows = rows.merge(subtree.rename(columns={"unit": "node", "subtree": "total"}), on=["node", "subject"])
    return rows.assign(
        others=rows["total"] - rows["subtree"],
        own_share=percent(rows["own"], rows["total"], campaign.decimals),
        share=percent(rows["subtree"], rows["total"], campaign.decimals),
    )


def _counted(ballots: pd.DataFrame, campaign: Campaign, name: str) -> pd.DataFrame:
    """The base count of each unit and subject in a column `name`."""
    bases = {subject.id: VALID_COLUMNS[subject.counts] for subject in campaign.subjects}
    ratings = ballots["subject"].map(bases) == "valid_ratings"
    count = ballots["valid"].where(~ratings, ballots["valid_ratings"])
    return ballots[["unit", "subject"]].assign(**{name: count})
