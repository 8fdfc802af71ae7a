"""`pingyi check` over a campaign with one good and several bad reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from support.commands import run
from support.situations import DRAFT, REPORT, write

BAD = {
    "city-jia/county-1": "unit: city-jia/county-1\nstatus: final: yes\n",
    "city-jia/county-2": "unit: city-jia/county-2\nstatus: draft\nreported_on: 12-2-7\n",
    "city-jia/transport": "unit: city-jia/transport\nstatus: draft\nreported_on: 2012-02-07\ncoverage: {members: 2800}\n",
}


PLACES = {
    "yaml-syntax": "data/units/city-jia/county-1.yml:2:14",
    "pattern": "data/units/city-jia/county-2.yml:3:1",
    "coverage-members": "data/units/city-jia/transport.yml:4:12",
}


def check(root: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output. An exception would fail the test: a user never sees a traceback."""
    result = CliRunner().invoke(cli, ["check", "--root", str(root), *arguments], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def mixed(root: Path) -> Path:
    """One good report and three bad ones."""
    write(root, REPORT, DRAFT)
    for unit, text in BAD.items():
        write(root, f"data/units/{unit}.yml", text)
    return root


def test_check_names_every_bad_report_and_goes_on(mixed: Path) -> None:
    status, output = check(mixed)
    assert status == 1
    for rule, place in PLACES.items():
        assert f"  {place}\n" in output
        assert f"[{rule}]" in output
    assert output.count("错误：") == len(PLACES)
    assert REPORT not in output
    assert output.endswith("错误 3 处，提醒 0 处。\n")


def test_check_of_one_report_shows_only_that(mixed: Path) -> None:
    assert check(mixed, str(mixed / REPORT)) == (0, "检查了 1 份报告，没有错误。\n")
    status, output = check(mixed, str(mixed / "data/units/city-jia/county-2.yml"))
    assert (status, output.count("错误：")) == (1, 1)


def test_check_as_json_has_the_documented_keys(mixed: Path) -> None:
    status, output = check(mixed, "--format", "json")
    data = json.loads(output)
    assert status == 1
    assert list(data) == ["findings", "checked", "errors", "warnings"]
    assert (data["errors"], data["warnings"]) == (3, 0)
    keys = ["rule", "level", "path", "line", "column", "pointer", "message", "fix"]
    assert [list(finding) for finding in data["findings"]] == [keys] * 3
    places = {finding["rule"]: "{path}:{line}:{column}".format(**finding) for finding in data["findings"]}
    assert places == PLACES


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("campaign", [None, "", "id: [", "id: small\n", "- 1\n", "subjects: 3\n", "中\0"])
def test_check_without_a_usable_campaign_file_says_so(root: Path, campaign: str | None, form: str) -> None:
    (root / "data/campaign.yml").unlink()
    if campaign is not None:
        write(root, "data/campaign.yml", campaign)
    status, output = check(root, "--format", form)
    assert status == 2
    assert "data/campaign.yml" in output


def test_check_without_any_data_says_so(tmp_path: Path) -> None:
    assert [check(root)[0] for root in (tmp_path, tmp_path / "nowhere")] == [2, 2]


def test_checking_imports_nothing_that_only_other_commands_need():
    code = f"""
import sys
from pingyi.cli import cli
cli(["check", "--root", {str(CHECKOUT)!r}], standalone_mode=False)
slow = {{"jinja2", "mkdocs", "openpyxl", "pandas", "scipy", "typst"}} & set(sys.modules)
sys.exit(sorted(slow) or 0)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr.decode()


def test_the_sample_has_no_error():
    result = run("check", "--root", CHECKOUT, "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["errors"] == 0


def test_the_example_in_the_guide_passes_the_check(tmp_path):
    guide = (CHECKOUT / "docs/guide/reporting.md").read_text(encoding="utf-8")
    report = tmp_path / "data/units/city-jia.yml"
    report.parent.mkdir(parents=True)
    for name in ("campaign.yml", "roster.csv"):
        (tmp_path / "data" / name).write_bytes((CHECKOUT / "data" / name).read_bytes())
    report.write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    result = run("check", "--root", tmp_path, "--format", "json")
    assert json.loads(result.output)["findings"] == []
