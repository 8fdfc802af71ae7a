"""Ballot files to reports: blanks, spoiled ballots, refusals; nothing is guessed or overwritten."""

import shutil

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from support.places import TOWN


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


def save_workbook(path, rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_a_workbook_counts_like_a_csv_file(town, mapping):
    _, _, options = mapping
    head = ["place", *(f"q{number}" for number in range(1, 6)), None]
    save_workbook(town / "ballots.xlsx", [head, ["hall", *"ABCDA"], [None], ["hall", "A ", None, "B", "B", "B"]])
    rows = [["hall", *"ABCDA"], ["hall", "A", "", "B", "B", "B"]]

    assert tally(town, options, rows).exit_code == 0
    expected = (town / "data/units/hall.yml").read_bytes()
    arguments = ["tally", str(town / "ballots.xlsx"), "--root", str(town), *options, "--replace"]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert (town / "data/units/hall.yml").read_bytes() == expected


def test_what_is_no_workbook_is_refused_with_a_sentence(town, mapping):
    (town / "ballots.xlsx").write_bytes(b"PK no")
    result = CliRunner().invoke(cli, ["tally", str(town / "ballots.xlsx"), "--root", str(town), *mapping[2]])
    assert result.exit_code == 2
    assert "not a workbook" in result.output


def test_spoiled_ballots_are_told_by_their_reason(town, mapping):
    rows = [["hall", *"AAAAA"], ["hall", "A、B", *"AAAA"], ["hall", "A B", *"AAAA"], ["hall", "?", *"AAAA"]]
    result = tally(town, mapping[2], rows)
    assert "1 valid ballots, 2 spoiled by two grades, 1 spoiled by unknown mark" in result.output


def test_a_ballot_that_is_typed_in_twice_is_refused(town, mapping):
    rows = [["hall", *"AAAAA"], ["hall", *"BBBBB"], ["hall", *"AAAAA"]]
    result = tally(town, mapping[2], rows, "--ballot", "q1")
    assert result.exit_code == 2
    assert "1 lines repeat a ballot: line 4 (like 2)" in result.output
    assert not (town / "data/units/hall.yml").exists()


def test_the_account_is_what_somebody_said(town, mapping):
    account = ["--eligible", "9", "--attended", "5", "--issued", "4"]
    assert tally(town, mapping[2], [["hall", *"AAAAA"]], *account).exit_code == 0
    document, _ = read_document(Folder(town), "data/units/hall.yml")
    expected = {"eligible": 9, "attended": 5, "issued": 4, "returned": 1, "valid": 1, "spoiled": 0}
    assert document.data["results"]["service"]["ballots"] == expected


def test_one_units_account_is_not_given_to_many(town, mapping):
    result = tally(town, mapping[2], [["hall", *"AAAAA"], ["clinic", *"AAAAA"]], "--issued", "4")
    assert result.exit_code == 2
    assert "one unit's number" in result.output


RATED = [
    "--unit", "city-jia", "--subject", "member", "--ballot", "no", "--person", "who",
    *(f"--item={item}={item}" for item in ("problem-solving", "commitments", "service")),
    *(f"--grade={cell}={grade}" for cell, grade in zip("1234", ("satisfied", "fairly", "dissatisfied", "unknown"), strict=True)),
]  # fmt: skip


@pytest.fixture
def sample(tmp_path):
    (tmp_path / "data/units").mkdir(parents=True)
    for name in ("campaign.yml", "roster.csv"):
        shutil.copy(CHECKOUT / "data" / name, tmp_path / "data" / name)
    return tmp_path


def rate(sample, rows, *more):
    lines = ["no,who,problem-solving,commitments,service", *rows]
    (sample / "ballots.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return CliRunner().invoke(cli, ["tally", str(sample / "ballots.csv"), "--root", str(sample), *RATED, *more])


def test_where_many_persons_are_graded_persons_and_ratings_are_counted(sample):
    rows = ["1,甲,1,1,2", "1,乙,1,,2", "1,丙,,,", "2,甲,4,3,2", "2,乙,x,1,1", "3,甲,1,1,1"]
    assert rate(sample, rows, "--persons", "4").exit_code == 0
    text = (sample / "data/units/city-jia.yml").read_text(encoding="utf-8")
    document, _ = read_document(Folder(sample), "data/units/city-jia.yml")
    result = document.data["results"]["member"]

    assert result["ballots"] == {"returned": 3, "valid": 2, "spoiled": 1}
    assert (result["persons"], result["valid_ratings"]) == ({"total": 4, "evaluated": 2}, 3)
    assert result["items"]["commitments"] == {"satisfied": 2, "fairly": 0, "dissatisfied": 0, "unknown": 0, "blank": 1}
    assert not set("甲乙丙") & set(text)


def test_a_person_twice_on_a_ballot_is_refused(sample):
    result = rate(sample, ["1,甲,1,1,2", "1,甲,1,1,2"])
    assert result.exit_code == 2
    assert "line 3 (like 2)" in result.output


@pytest.mark.parametrize("lacks", ["--ballot", "--person"])
def test_ratings_need_ballots_and_persons(sample, lacks, monkeypatch):
    place = RATED.index(lacks)
    monkeypatch.setitem(globals(), "RATED", RATED[:place] + RATED[place + 2 :])
    result = rate(sample, ["1,甲,1,1,2"])
    assert result.exit_code == 2
    assert "which columns hold ballot and person" in result.output


def test_a_row_without_its_ballots_number_is_refused(sample):
    result = rate(sample, ["1,甲,1,1,2", ",甲,1,1,2"])
    assert result.exit_code == 2
    assert "line 3: nothing in column no" in result.output
