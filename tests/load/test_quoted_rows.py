"""Rows with quotes in any place are cut as the standard library cuts them, or refused where it refuses them."""

from __future__ import annotations

import csv
import io
import random

import pytest

from pingyi.load.ballot_rows import BallotsError, CsvTable


@pytest.mark.parametrize("seed", range(2))
def test_quotes_in_any_place(tmp_path, seed):
    chance, path = random.Random(seed), tmp_path / "b.csv"
    for _ in range(60):
        text = '"'.join("".join(chance.choices('",\na', k=chance.randint(0, 9))) for _ in range(chance.randint(1, 3)))
        text = chance.choice([f'"{text}"', text, f'"a","b"\n"{text}"\n'])
        path.write_text(text, encoding="utf-8", newline="")
        try:
            wanted = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            wanted = None
        try:
            found = [cells for batch in CsvTable(path, "utf-8", ",", declared=False).batches() for _, cells in batch]
        except BallotsError:
            found = None
        blank = [row or [""] for row in wanted] if wanted is not None else None
        assert found in (wanted, blank), text
