"""Rounding as the campaign does it: last, to one decimal, half up, never forced to add up to 100."""

from __future__ import annotations

import numpy as np
import pandas as pd


def ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """`part` / `whole` to one decimal, half up, in exact integer arithmetic; missing where `whole` is 0."""
    part, whole = part.astype("Int64"), whole.astype("Int64")
    nonzero = whole.where(whole > 0)
    tenths = (20 * part + nonzero) // (2 * nonzero)
    return tenths.astype("Float64") / 10


def percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    """The same in percent."""
    return ratio(100 * part.astype("Int64"), whole)


def half_up(values: pd.Series) -> pd.Series:
    """Floats to one decimal, half up; the tiny addend undoes binary fractions just below a half."""
    tenths = np.floor(values.astype("float64") * 10 + 0.5 + 1e-9)
    return pd.Series(tenths / 10, index=values.index).astype("Float64")


def quotient(part: int, whole: int) -> float | None:
    """`part` / `whole` to one decimal, half up, in exact integer arithmetic; None where `whole` is 0."""
    return (20 * part + whole) // (2 * whole) / 10 if whole else None
