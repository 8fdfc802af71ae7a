"""`pingyi demo`: a made-up campaign of any size."""

from __future__ import annotations

import json
from pathlib import Path

from support.commands import run


def test_demo_makes_a_campaign_that_passes_and_repeats(tmp_path):
    for name in ("one", "two"):
        assert run("demo", "--units", 130, tmp_path / name).exit_code == 0
    files = {
        path.relative_to(tmp_path / "one"): path.read_bytes()
        for path in Path(tmp_path / "one").rglob("*")
        if path.is_file()
    }
    assert files == {
        path.relative_to(tmp_path / "two"): path.read_bytes()
        for path in Path(tmp_path / "two").rglob("*")
        if path.is_file()
    }
    checked = run("check", "--root", tmp_path / "one", "--format", "json")
    assert checked.exit_code == 0, checked.output
    found = json.loads(checked.output)
    assert found["findings"] == []
    assert found["checked"] > 100
    again = run("demo", tmp_path / "one")
    assert again.exit_code == 1
    assert "not empty" in again.output
