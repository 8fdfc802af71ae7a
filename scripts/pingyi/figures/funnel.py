"""Funnel plots: is a unit's positive share further from that of all units than the number of its ballots explains?

After D. J. Spiegelhalter (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine 24:1185.
A unit is judged by the exact binomial tail of its count, never by a drawn line: counts are whole, and an interpolated limit lies
between two of them, so that the most likely count of all can be beyond it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pingyi.figures.marks import ITEM, RATES
from pingyi.figures.rounding import percent
from pingyi.model import Campaign
from pingyi.tables.dictionary import Tables, shaped

TAILS = {"998": 0.001, "95": 0.025}
"""Each pair of limits, the wide one first, and the chance below which a count is beyond it on either side."""

QUANTILES = {"lower_998": 0.001, "lower_95": 0.025, "upper_95": 0.975, "upper_998": 0.999}
"""The lines that are drawn."""

DRAWN = 80
"""Number of places at which a line is drawn."""

KEY = ["unit", "scope", *ITEM]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def limit(valid: Floats, centre: float, quantile: float) -> Floats:
    """One control limit to draw for each number of ballots, as a share within 0 and 1.

    Exact binomial, no normal approximation, interpolated so that the lines are smooth (Spiegelhalter 2005, A.1.1): with r
    the smallest count for which P(R ≤ r) ≥ p, the limit is (r − α) / n, α = (P(R ≤ r) − p) / (P(R ≤ r) − P(R ≤ r − 1)).
    """
    if centre in (0, 1):
        return np.full(len(valid), centre)
    from scipy.special import bdtr  # noqa: PLC0415 - slow to import

    size = valid.astype(np.int64)
    count = least(size, centre, quantile)
    reached = bdtr(count, size, centre)
    before = np.where(count > 0, bdtr(np.maximum(count - 1, 0), size, centre), 0)
    return np.asarray(np.clip((count - (reached - quantile) / (reached - before)) / valid, 0, 1), dtype=np.float64)


def least(valid: Counts, centre: float, tail: float) -> Counts:
    """For each number of ballots the smallest count k for which P(X ≤ k) ≥ `tail`."""
    if centre in (0, 1):
        return valid * int(centre)
    from scipy.special import bdtr, bdtrik  # noqa: PLC0415 - slow to import

    valid, place = np.unique(valid, return_inverse=True)  # many units have as many ballots, and the inverse is slow
    # The inverse is real-valued and may miss an integer by a rounding error, so the step below is checked.
    count = np.ceil(bdtrik(tail, valid, centre))
    count = np.clip(np.where(np.isnan(count), 0, count), 0, valid).astype(np.int64)
    missed = (count > 0) & (bdtr(np.maximum(count - 1, 0), valid, centre) >= tail)
    return np.asarray((count - missed)[place], dtype=np.int64)


def places(valid: Counts, positive: Counts, centre: float | Floats) -> NDArray[np.str_]:
    """Where each count lies: `below-` or `above-` and a key of `TAILS` if P(X ≤ x) or P(X ≥ x) is less than that; else `within`."""
    from scipy.special import bdtr, bdtrc  # noqa: PLC0415 - slow to import

    asked = pd.DataFrame({"valid": valid, "positive": positive, "centre": centre})  # many units have the same counts
    of_rows = asked.groupby([*asked], sort=False, dropna=False).ngroup()
    valid, positive, centre = (column.to_numpy() for _, column in asked.drop_duplicates().items())
    chances = {"below": bdtr(positive, valid, centre), "above": bdtrc(positive - 1, valid, centre)}
    found = {f"{side}-{line}": chance < tail for line, tail in TAILS.items() for side, chance in chances.items()}
    return np.select(list(found.values()), list(found), default="within")[of_rows]


def curves(fewest: int, most: int, centre: float) -> dict[str, list[tuple[float, float]]]:
    """Each control limit as a line to draw: number of ballots and limit in percent. `centre` is a share within 0 and 1."""
    sizes = np.unique(np.geomspace(fewest, most, DRAWN).round())
    return {
        name: list(zip(sizes.tolist(), (100 * limit(sizes, centre, quantile)).tolist(), strict=True))
        for name, quantile in QUANTILES.items()
    }


def funnel_places(tables: Tables) -> pd.DataFrame:
    """Where each count lies (`outside`), with the `centre`, from `units`, `own` (`SUMS` of each unit and item) and `rates`.

    Scope `own`: each unit's own votes. Scope `reporting`: a reporting unit with all below it. The centre is the pooled
    positive share of all units. Items without positive grades have no share to judge.
    """
    own = tables["own"]
    reporting = tables["units"].loc[tables["units"]["kind"] == "reporting", "unit"]
    nodes = tables["rates"][tables["rates"]["unit"].isin(reporting)]
    both = [own.assign(scope="own"), nodes.assign(scope="reporting")]
    rows = pd.concat([part[[*KEY, "valid", "positive"]] for part in both], ignore_index=True).dropna()
    if rows.empty:
        return rows.assign(centre=None, outside=None)
    sums = own.groupby(ITEM)[["valid", "positive"]].sum()
    centre = (sums["positive"] / sums["valid"]).rename("centre").astype("float64")
    rows = _in_roster_order(rows, tables["units"]["unit"]).join(centre, on=ITEM)
    valid, positive = (rows[name].to_numpy(dtype=np.int64) for name in ("valid", "positive"))
    return rows.assign(outside=places(valid, positive, rows["centre"].to_numpy()))


def funnel_table(rows: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The table `funnel`, from rows of `funnel_places`. Limits are the lowest and the highest share that is not beyond."""
    if rows.empty:
        return shaped("funnel", rows.reindex(columns=[*rows.columns, *QUANTILES, "positive_rate"]))
    judged = [
        _limited(part, float(part["centre"].iloc[0]), campaign.decimals) for _, part in rows.groupby(ITEM, sort=False)
    ]
    return pd.concat(judged).sort_index()


def funnel_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """The table `funnel_totals`, from rows of `funnel_places`: how many units of each scope and item lie where."""
    places = {f"{side}_{line}": f"{side}-{line}" for side in ("above", "below") for line in ("998", "95")}
    flags = {name: rows["outside"] == place for name, place in ({"within": "within"} | places).items()}
    counts = rows[["scope", *ITEM]].assign(units=1, **flags)
    return counts.groupby(["scope", *ITEM], sort=False).sum().reset_index()


def _in_roster_order(rows: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Scope by scope, each in the order of the roster: neither a list nor a chart of these may look like a ranking."""
    place = pd.Index(units).get_indexer(rows["unit"])
    order = rows.assign(place=place).sort_values(["scope", "place"], kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def _limited(rows: pd.DataFrame, centre: float, decimals: int) -> pd.DataFrame:
    """Rows of one item with their limits in percent."""
    part, whole = RATES["positive_rate"]
    valid = rows["valid"].to_numpy(dtype=np.int64)
    lower = {f"lower_{line}": least(valid, centre, tail) for line, tail in TAILS.items()}
    # Seen from the other side, the negative marks are the ones that are counted.
    upper = {f"upper_{line}": valid - least(valid, 1 - centre, tail) for line, tail in TAILS.items()}
    limits = {name: pd.Series(counts, index=rows.index) for name, counts in (lower | upper).items()}
    return rows.assign(
        positive_rate=percent(rows[part], rows[whole], decimals),
        **{name: percent(counts, rows["valid"], decimals) for name, counts in limits.items()},
    )
