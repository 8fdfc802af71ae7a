"""How many have reported and since when: counts for every node of the tree, day by day, and what the roster says of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from pingyi.figures.progress import OUTSIDE
from pingyi.figures.rounding import percent
from pingyi.figures.tree import in_order, summed_upward
from pingyi.model import ROOT
from pingyi.tables.dictionary import Tables

SCOPES = ("all", "reporting")
MEMBERS = ["organisations", "members"]


def unit_sums(units: pd.DataFrame, lines: Mapping[str, Sequence[str]], as_of: date) -> Tables:
    """What is added up of units (`units_table`), by scope: `progress` for every node of `lines`, `receipts` by day, and for all
    `members`: what the roster says of nodes.
    """
    flags = _flags(units, as_of)
    chosen = {"all": pd.Series(data=True, index=units.index), "reporting": units["kind"] == "reporting"}
    counts = [summed_upward(flags[rows], lines).assign(scope=scope) for scope, rows in chosen.items()]
    days = [units.loc[rows, ["received_on"]].dropna().assign(scope=scope, units=1) for scope, rows in chosen.items()]
    received = pd.concat(days).astype({"units": "Int64"}).groupby(["scope", "received_on"], sort=False)["units"]
    return {
        "progress": pd.concat([table.reset_index(names="node") for table in counts], ignore_index=True),
        "receipts": received.sum().reset_index(),
        "members": summed_upward(units[["unit", *MEMBERS]], lines).reset_index(names="node"),
    }


def progress_table(
    sums: Tables, units: pd.DataFrame, lines: Mapping[str, Sequence[str]], decimals: int
) -> pd.DataFrame:
    """The table `progress`: counts for every node of `lines`, over all units below it and over its reporting units."""
    known = units["unit"].to_numpy(dtype=object)
    scopes = {"all": known, "reporting": known[units["kind"] == "reporting"]}
    counts = sums["progress"]
    rows = [in_order(counts[counts["scope"] == scope], found, lines) for scope, found in scopes.items()]
    table = pd.concat(rows, ignore_index=True).rename(columns={"node": "unit"})
    table["received_rate"] = percent(table["received"], table["expected"], decimals)
    table["on_time_rate_due"] = percent(table["on_time_due"], table["due"], decimals)
    table["on_time_rate_received"] = percent(table["on_time"], table["received"], decimals)
    for name in ("required", "optional"):
        table[f"{name}_rate"] = percent(table[f"{name}_filled"], table[name], decimals)
    return table


def _flags(units: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One 0/1 column a count of the table `progress`, one row a unit."""
    state, today = units["state"], as_of.isoformat()
    received = state == "received"
    on_time = received & (units["late"].fillna(value=True) == False)  # noqa: E712 - elementwise
    expected = ~state.isin(OUTSIDE)
    due = expected & (units["due"] <= today)
    over = expected & ~received & (units["due"] < today)
    columns = {
        "expected": expected, "received": received, "on_time": on_time, "late": received & ~on_time,
        "draft": state == "draft", "failing": state == "failing",
        "overdue": over, "awaiting": state == "awaiting",
        "exempt": state == "exempt", "not_open": state.isin(("not-open", "closed")),
        "absent": state == "overdue", "draft_pending": (state == "draft") & ~over, "failing_pending": (state == "failing") & ~over, "due": due, "on_time_due": on_time & due, "stamped": units["stamped"],
    }  # fmt: skip
    flags = {name: flag.astype("Int64") for name, flag in columns.items()}
    return pd.DataFrame({"unit": units["unit"], **flags, **_places(units, expected, received)})


def _places(units: pd.DataFrame, expected: pd.Series, received: pd.Series) -> dict[str, pd.Series]:
    """Required places of all that are expected, so that drafts show; optional ones of what was received."""
    scopes = {"required": expected, "optional": received}
    return {
        f"{name}{suffix}": units[f"{name}{suffix}"].where(rows, 0).fillna(0)
        for name, rows in scopes.items()
        for suffix in ("", "_filled")
    }


def curve_table(sums: Tables, starts: date, as_of: date) -> pd.DataFrame:
    """The table `curve`: received by the end of each day from the campaign's start to its clock."""
    days = [(starts + timedelta(n)).isoformat() for n in range((as_of - starts).days + 1)]
    whole = sums["progress"][sums["progress"]["node"] == ROOT].set_index("scope")["expected"]
    scopes = []
    for scope in SCOPES:
        received = sums["receipts"][sums["receipts"]["scope"] == scope]
        counts = [int(received.loc[received["received_on"] <= day, "units"].sum()) for day in days]
        expected = int(whole.get(scope, 0))
        scopes.append(pd.DataFrame({"date": days, "scope": scope, "received": counts, "expected": expected}))
    return pd.concat(scopes, ignore_index=True)
