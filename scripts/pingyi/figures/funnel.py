"""Funnel plots: is a unit's positive share further from that of all units than the number of its ballots explains?

After D. J. Spiegelhalter (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine 24:1185.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pingyi.figures.marks import ITEM, summed
from pingyi.figures.rounding import half_up, percent
from pingyi.model import Campaign
from pingyi.tables.dictionary import Tables, shaped

QUANTILES = {"lower_998": 0.001, "lower_95": 0.025, "upper_95": 0.975, "upper_998": 0.999}
DRAWN = 80
"""Number of places at which a line is drawn."""

KEY = ["unit", "scope", *ITEM]

Floats = NDArray[np.float64]


def limit(valid: Floats, centre: float, quantile: float) -> Floats:
    """One control limit for each number of ballots, as a share within 0 and 1.

    Exact binomial, no normal approximation, interpolated so that the lines are smooth (Spiegelhalter 2005, A.1.1): with r
    the smallest count for which P(R ≤ r) ≥ p, the limit is (r − α) / n, α = (P(R ≤ r) − p) / (P(R ≤ r) − P(R ≤ r − 1)).
    """
    if centre in (0, 1):
        return np.full(len(valid), centre)
    from scipy.special import bdtr, bdtrik  # noqa: PLC0415 - slow to import

    size = valid.astype(np.int64)
    # The inverse is real-valued and may miss an integer by a rounding error, so the step below is checked.
    count = np.ceil(bdtrik(quantile, valid, centre))
    count = np.clip(np.where(np.isnan(count), 0, count), 0, valid)
    count -= (count > 0) & (bdtr(np.maximum(count - 1, 0), size, centre) >= quantile)
    reached = bdtr(count, size, centre)
    before = np.where(count > 0, bdtr(np.maximum(count - 1, 0), size, centre), 0)
    return np.asarray(np.clip((count - (reached - quantile) / (reached - before)) / valid, 0, 1), dtype=np.float64)


def curves(fewest: int, most: int, centre: float) -> dict[str, list[tuple[float, float]]]:
    """Each control limit as a line to draw: number of ballots and limit in percent. `centre` is a share within 0 and 1."""
    sizes = np.unique(np.geomspace(fewest, most, DRAWN).round())
    return {
        name: list(zip(sizes.tolist(), (100 * limit(sizes, centre, quantile)).tolist(), strict=True))
        for name, quantile in QUANTILES.items()
    }


def funnel_table(tables: Tables, campaign: Campaign) -> pd.DataFrame:
    """The table `funnel`, from `units`, `tallies` and `rates`.

    Scope `own`: each unit's own votes. Scope `reporting`: a reporting unit with all below it. The centre is the pooled
    positive share of all units. `outside` is judged before rounding.
    """
    own = summed(tables["tallies"], ["unit"], campaign)
    reporting = tables["units"].loc[tables["units"]["kind"] == "reporting", "unit"]
    nodes = tables["rates"][tables["rates"]["unit"].isin(reporting)]
    both = [own.assign(scope="own"), nodes.assign(scope="reporting")]
    rows = pd.concat([part[[*KEY, "valid", "positive"]] for part in both], ignore_index=True)
    if rows.empty:
        return shaped("funnel", rows.reindex(columns=[*rows.columns, *QUANTILES, "positive_rate", "outside"]))
    rows = _in_roster_order(rows, tables["units"]["unit"])
    sums = own.groupby(ITEM)[["valid", "positive"]].sum()
    centres = {
        (row["subject"], row["item"]): row["positive"] / row["valid"] for row in sums.reset_index().to_dict("records")
    }
    decimals = campaign.decimals
    judged = [
        _judged(part, centres[subject, item], decimals) for (subject, item), part in rows.groupby(ITEM, sort=False)
    ]
    return pd.concat(judged).sort_index()


def funnel_totals(funnel: pd.DataFrame) -> pd.DataFrame:
    """The table `funnel_totals`: how many units of each scope and item lie where."""
    places = {f"{side}_{line}": f"{side}-{line}" for side in ("above", "below") for line in ("998", "95")}
    flags = {name: funnel["outside"] == place for name, place in ({"within": "within"} | places).items()}
    counts = funnel[["scope", *ITEM]].assign(units=1, **flags)
    return counts.groupby(["scope", *ITEM], sort=False).sum().reset_index()


def _in_roster_order(rows: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Scope by scope, each in the order of the roster: neither a list nor a chart of these may look like a ranking."""
    place = rows["unit"].map({unit: number for number, unit in enumerate(units)})
    order = rows.assign(place=place).sort_values(["scope", "place"], kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def _judged(rows: pd.DataFrame, centre: float, decimals: int) -> pd.DataFrame:
    """Rows of one item with their limits in percent, and where they lie."""
    valid = rows["valid"].to_numpy(dtype=np.float64)
    shares = rows["positive"].to_numpy(dtype=np.float64) / valid
    found = {name: limit(valid, centre, quantile) for name, quantile in QUANTILES.items()}
    words = ["below-998", "below-95", "above-998", "above-95"]
    tests = [shares < found["lower_998"], shares < found["lower_95"], shares > found["upper_998"], shares > found["upper_95"]]  # fmt: skip
    limits = {name: half_up(pd.Series(values * 100, index=rows.index), decimals) for name, values in found.items()}
    return rows.assign(
        positive_rate=percent(rows["positive"], rows["valid"], decimals),
        **limits,
        outside=np.select(tests, words, default="within"),
    )
