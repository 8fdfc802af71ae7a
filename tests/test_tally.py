"""Ballot files to reports: blanks, spoiled ballots, refusals; nothing is guessed or overwritten."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pingyi.cli import cli
from pingyi.load.files import read_document
from pingyi.load.source import Folder

TOWN = Path(__file__).parent / "campaigns/town"


@pytest.fixture
def town(tmp_path):
    shutil.copytree(TOWN / "data", tmp_path / "data")
    for report in (tmp_path / "data/units").rglob("*.yml"):
        report.unlink()
    return tmp_path


@pytest.fixture
def mapping(town):
    """The options that map columns q1 … to the town's items and cells to its grades."""
    document, _ = read_document(Folder(town), "data/campaign.yml")
    subject = document.data["subjects"]["service"]
    items = list(subject["items"])
    grades = list(document.data["scales"][subject["scale"]]["grades"])
    options = ["--unit", "{place}"]
    for number, item in enumerate(items, 1):
        options += ["--item", f"{item}=q{number}"]
    for cell, grade in zip("ABCD", grades, strict=True):
        options += ["--grade", f"{cell}={grade}"]
    return items, grades, options


def tally(town, options, rows, *more):
    columns = ["place", *(f"q{number}" for number in range(1, 6))]
    text = "\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n"
    (town / "ballots.csv").write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["tally", str(town / "ballots.csv"), "--root", str(town), *options, *more])


def test_counts_blanks_and_spoiled_ballots(town, mapping):
    items, grades, options = mapping
    rows = [["hall", *"AAAAA"], ["hall", "B", "A", "", "D", "C"], ["hall", "A", "X", "A", "A", "A"]]
    assert tally(town, options, rows).exit_code == 0
    document, _ = read_document(Folder(town), "data/units/hall.yml")
    result = document.data["results"]["service"]
    assert result["ballots"] == {"returned": 3, "valid": 2, "spoiled": 1}
    assert result["items"][items[0]] == {grades[0]: 1, grades[1]: 1, grades[2]: 0, grades[3]: 0}
    assert result["items"][items[2]] == {grades[0]: 1, grades[1]: 0, grades[2]: 0, grades[3]: 0, "blank": 1}
    assert document.data["status"] == "draft"


def test_what_it_writes_passes_the_check(town, mapping):
    _, _, options = mapping
    assert tally(town, options, [["hall", *"ABCDA"]]).exit_code == 0
    result = CliRunner().invoke(cli, ["check", "--root", str(town), str(town / "data/units/hall.yml")])
    assert result.exit_code == 0, result.output


def test_reports_that_are_there_are_kept(town, mapping):
    _, _, options = mapping
    tally(town, options, [["hall", *"AAAAA"]])
    before = (town / "data/units/hall.yml").read_bytes()
    refused = tally(town, options, [["hall", *"BBBBB"]])
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    assert (town / "data/units/hall.yml").read_bytes() == before
    assert tally(town, options, [["hall", *"BBBBB"]], "--replace").exit_code == 0
    assert (town / "data/units/hall.yml").read_bytes() != before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda options: options[:2], "lacks items, grades"),
        (lambda options: [*options, "--item", "nothing=q1"], "no item nothing"),
        (lambda options: [*options, "--grade", "Z=superb"], "no grade superb"),
        (lambda options: ["--unit", "{nowhere}", *options[2:]], "no column 'nowhere'"),
        (lambda options: options[:2] + options[4:], "no column for item"),
        (lambda options: [*options, "--subject", "other"], "no subject other"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_a_sentence(town, mapping, change, said):
    result = tally(town, change(mapping[2]), [["hall", *"AAAAA"]])
    assert result.exit_code == 2
    assert said in result.output
    assert not (town / "data/units/hall.yml").exists()


def test_a_row_cut_short_is_refused(town, mapping):
    result = tally(town, mapping[2], [["hall", *"AAAAA"], ["hall", "A"]])
    assert result.exit_code == 2
    assert "ballots.csv:3: 2 cells, the head has 6" in result.output


def test_a_file_that_is_not_utf8_is_named(town, mapping):
    (town / "gbk.csv").write_bytes("单位,q1\n大厅,A\n".encode("gbk"))
    result = CliRunner().invoke(cli, ["tally", str(town / "gbk.csv"), "--root", str(town), *mapping[2]])
    assert result.exit_code == 2
    assert "UTF-8" in result.output
