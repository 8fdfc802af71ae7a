"""A CSV file with one ballot a row, read as it streams."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path


class BallotsError(Exception):
    """The ballot file cannot be counted; the message says where and why."""


def read_ballots(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column of each row. Raises `BallotsError`; nothing is skipped silently."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = [name.strip() for name in next(reader, [])]
            for cells in reader:
                if len(cells) != len(head):
                    raise BallotsError(f"{path}:{reader.line_num}: {len(cells)} cells, the head has {len(head)}")
                yield reader.line_num, {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
    except UnicodeDecodeError as error:
        raise BallotsError(f"{path}: not UTF-8 (save it again as UTF-8)") from error
    except csv.Error as error:
        raise BallotsError(f"{path}: {error}") from error
