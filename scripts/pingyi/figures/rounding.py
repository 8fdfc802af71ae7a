"""Rounding as the campaign does it: last, to its number of decimals, half up, never forced to add up to 100."""

from __future__ import annotations

import numpy as np
import pandas as pd


def ratio(part: pd.Series, whole: pd.Series, decimals: int) -> pd.Series:
    """`part` / `whole`, two columns of one table, half up, in exact integer arithmetic; missing where `whole` is 0."""
    above, below = (column.to_numpy("int64", na_value=0) for column in (part, whole))
    missing = part.isna().to_numpy() | (below <= 0)
    below = np.where(missing, 1, below)
    steps = (2 * 10**decimals * above + below) // (2 * below)
    return pd.Series(pd.arrays.FloatingArray(steps / 10**decimals, missing), index=part.index)


def percent(part: pd.Series, whole: pd.Series, decimals: int) -> pd.Series:
    """The same in percent."""
    return ratio(100 * part, whole, decimals)


def half_up(values: pd.Series, decimals: int) -> pd.Series:
    """Floats, half up; the tiny addend undoes binary fractions just below a half."""
    steps = np.floor(values.astype("float64") * 10**decimals + 0.5 + 1e-9)
    return pd.Series(steps / 10**decimals, index=values.index).astype("Float64")


def quotient(part: int, whole: int, decimals: int) -> float | None:
    """`part` / `whole`, half up, in exact integer arithmetic; None where `whole` is 0."""
    return (2 * 10**decimals * part + whole) // (2 * whole) / 10**decimals if whole else None
