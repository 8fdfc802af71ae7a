"""One gate: nothing is published from wrong own files, and every report that is left out is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pingyi.campaign.gate import OwnFilesError, open_published
from pingyi.cli import cli
from support.situations import write
from support.towns import UNITS, commit, report, set_clock, town

COMMANDS = {
    "build": ["build"],
    "sheet": ["sheet", "."],
    "release": ["release", "first"],
    "explain": ["explain", ".", "service/attitude"],
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign in which everybody has reported."""
    set_clock(monkeypatch, date(2025, 10, 25))
    root = town(tmp_path / "town")
    for unit in UNITS:
        write(root, f"data/units/{unit}.yml", report(unit))
    commit(root, "2025-10-20")
    return root


def without_a_parent(root: Path) -> None:
    rows = (root / "data/roster.csv").read_text("utf-8").splitlines()
    write(root, "data/roster.csv", "\n".join(row for row in rows if not row.startswith("hall,")) + "\n")


def twice_stamped(root: Path) -> None:
    write(root, "data/stamped.csv", "unit,received_on,note\nhall,2025-10-20,\nhall,2025-10-21,\n")


def stamped_nowhere(root: Path) -> None:
    write(root, "data/stamped.csv", "unit,received_on,note\nnowhere,2025-10-20,\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("spoil", [without_a_parent, twice_stamped, stamped_nowhere])
def test_nothing_is_published_from_wrong_own_files(full: Path, command: str, spoil: Callable[[Path], None]) -> None:
    spoil(full)
    commit(full, "2025-10-21")
    found = run(*COMMANDS[command], "--root", full)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "错误：" in found.stderr
    assert not [path for path in ("build/docs", "build/sheets", "data/releases", "site") if (full / path).exists()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_report_that_is_left_out_is_named_by_its_unit(full: Path, command: str) -> None:
    for unit in ("hall/housing", "clinic"):
        write(full, f"data/units/{unit}.yml", report(unit) + "strange: 1\n")
    write(full, "data/units/Stray.yml", "x: 1\n")
    commit(full, "2025-10-21")
    found = run(*COMMANDS[command], "--root", full, *(["--no-sheets"] if command == "build" else []))
    assert found.exit_code == 0, found.stderr
    assert "3 份文件有错误，没有计入汇总：" in found.stderr
    for name in ("住房和不动产窗口", "示例镇卫生院", "data/units/Stray.yml"):
        assert name in found.stderr.partition("没有计入汇总：")[2]


def test_a_wrong_inspection_is_left_out_and_named(full: Path) -> None:
    good = (
        "unit: hall\nheld_on: 2025-10-11\nby: [镇便民服务办公室]\nsummary: 看了窗口，排队的人不多，投诉箱当天有人开。\n"
    )
    write(full, "data/inspections/good.yml", good)
    write(full, "data/inspections/wrong.yml", good.replace("2025-10-11", "[11]"))
    commit(full, "2025-10-21")
    found = run(*COMMANDS["explain"], "--root", full)
    assert found.exit_code == 0, found.stderr
    assert "data/inspections/wrong.yml" in found.stderr.partition("没有计入汇总：")[2]
    assert list(open_published(full).inspections) == ["good"]


def test_the_gate_looks_at_the_tree_of_the_day(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A roster that is broken today was whole on the 20th; one that was broken then stays so."""
    without_a_parent(full)
    commit(full, "2025-10-22")
    set_clock(monkeypatch, date(2026, 1, 1))
    assert len(open_published(full, date(2025, 10, 21)).reports) == len(UNITS)
    for day in (None, date(2025, 10, 22)):
        with pytest.raises(OwnFilesError):
            open_published(full, day)
