"""Columns of tables as JSON can hold them and read back at once: numbers as bytes, texts as their different ones and which is where."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[Any]
NUMBER_TYPES = {"Int64": np.int64, "Float64": np.float64}


class KeptColumn(NamedTuple):
    """A column read back. `missing`: where nothing is; None: in texts, whose own are None."""

    dtype: str
    values: Array
    missing: Array | None


def plain_column(column: pd.Series) -> list[Any]:
    """A column of texts or of numbers that may be missing, as JSON has it."""
    dtype = str(column.dtype)
    if column.empty:
        return [dtype]
    if isinstance(column.dtype, pd.StringDtype):
        codes, texts = pd.factorize(column)
        return [dtype, _bytes(codes), texts.tolist()]
    missing = column.isna().to_numpy()
    numbers = column.to_numpy(NUMBER_TYPES[dtype], na_value=0)
    return [dtype, _bytes(numbers), _bytes(missing) if missing.any() else None]


def read_column(kept: Sequence[Any]) -> KeptColumn:
    """A column from its JSON. Raises `IndexError`, `TypeError` or `ValueError` for anything else."""
    if len(kept) == 1:
        return KeptColumn(str(kept[0]), np.empty(0, dtype=object), None)
    dtype, numbers, beside = kept
    values = _array(numbers)
    if dtype not in NUMBER_TYPES:
        return KeptColumn(dtype, np.array([*beside, None], dtype=object)[values], None)
    missing = np.zeros(len(values), dtype=np.bool_) if beside is None else _array(beside)
    if len(missing) != len(values):
        raise ValueError(dtype)
    return KeptColumn(dtype, values, missing)


def below_each_other(columns: Sequence[KeptColumn]) -> pd.api.extensions.ExtensionArray:
    """Columns of one type, one below the other; of those in which nothing is the type may be another."""
    filled = [column for column in columns if len(column.values)] or columns[:1]
    values, dtype = np.concatenate([column.values for column in filled]), filled[0].dtype
    if filled[0].missing is None:
        return pd.array(values, dtype=dtype)  # type: ignore[call-overload, no-any-return]
    missing = np.concatenate([column.missing for column in filled if column.missing is not None])
    if dtype == "Int64":
        return pd.arrays.IntegerArray(values.astype(np.int64), missing)
    return pd.arrays.FloatingArray(values.astype(np.float64), missing)


def _bytes(values: Array) -> list[str]:
    """Numbers in as few bytes as they need."""
    if values.dtype.kind == "i" and len(values):
        values = values.astype(np.result_type(np.min_scalar_type(values.min()), np.min_scalar_type(values.max())))
    little = values.astype(values.dtype.newbyteorder("<"))
    return [little.dtype.str, b64encode(little.tobytes()).decode("ascii")]


def _array(kept: Sequence[str]) -> Array:
    dtype, text = kept
    return np.frombuffer(b64decode(text, validate=True), dtype=dtype)
