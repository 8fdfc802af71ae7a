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
    assert refused.exit_code == 1
    assert "工作人员的态度·很好：1 → 0" in refused.output
    assert "--replace" in refused.output
    assert (town / "data/units/hall.yml").read_bytes() == before
    replaced = tally(town, options, [["hall", *"BBBBB"]], "--replace")
    assert (replaced.exit_code, "工作人员的态度·很好：1 → 0" in replaced.output) == (0, True)
    assert (town / "data/units/hall.yml").read_bytes() != before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda options: options[2:], "没有说明是哪个单位的票"),
        (lambda options: [*options, "--item", "nothing=q1"], "没有编号是 nothing 的评议内容"),
        (lambda options: [*options, "--item", "attitude"], "“attitude”要写成“左边=右边”"),
        (lambda options: [*options, "--grade", "Z=superb"], "没有编号是 superb 的等次"),
        (lambda options: [*options, "--grade", "A=poor"], "“A”对应了两个等次"),
        (lambda options: options[:2] + options[4:], "没有说明哪一栏是：工作人员的态度"),
        (lambda options: [*options, "--subject", "other"], "没有“other”这个评议对象"),
        (lambda options: [*options, "--person", "place"], "不分人计数"),
        (lambda options: [*options, "--count", "q1", "--ballot", "q2"], "--ballot 和 --count 不能都写"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_a_sentence(town, mapping, change, said):
    result = tally(town, change(mapping[2]), [["hall", *"AAAAA"]])
    assert result.exit_code == 2
    assert said in result.output
    assert not (town / "data/units/hall.yml").exists()


def test_a_row_cut_short_is_refused(town, mapping):
    result = tally(town, mapping[2], [["hall", *"AAAAA"], ["hall", "A"]])
    assert result.exit_code == 1
    assert "ballots.csv B3" in result.output
    assert "这一行只有 2 格，表头有 6 栏" in result.output


def test_a_column_that_the_file_lacks_is_named_beside_those_it_has(town, mapping):
    result = tally(town, ["--unit", "{nowhere}", *mapping[2][2:]], [["hall", *"AAAAA"]])
    assert result.exit_code == 1
    assert "没有 “nowhere”；有的栏是：“place”、“q1”" in result.output


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
    assert result.exit_code == 1
    assert "工作簿读不出来" in result.output


def test_spoiled_ballots_are_told_by_their_reason(town, mapping):
    rows = [["hall", *"AAAAA"], ["hall", "A、B", *"AAAA"], ["hall", "A B", *"AAAA"], ["hall", "?", *"AAAA"]]
    result = tally(town, mapping[2], rows)
    assert "有效票 1 张，无效票 3 张" in result.output
    for cell, found in (
        ("B3", "有不止一个等次：“A、B”"),
        ("B4", "有不止一个等次：“A B”"),
        ("B5", "认不出是哪个等次：“?”"),
    ):
        assert f"ballots.csv {cell}" in result.output
        assert found in result.output


def test_a_ballot_that_is_typed_in_twice_is_refused(town, mapping):
    rows = [["hall", *"AAAAA"], ["hall", *"BBBBB"], ["hall", *"AAAAA"]]
    result = tally(town, mapping[2], rows, "--ballot", "q1")
    assert result.exit_code == 1
    assert "票号“A”在第 2 行已经有了" in result.output
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
    assert "--issued 是一个单位的数，表格里有 2 个单位的票" in result.output


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
    assert result.exit_code == 1
    assert "票号“1”在第 2 行已经有了" in result.output


@pytest.mark.parametrize("lacks", ["--ballot", "--person"])
def test_ratings_need_ballots_and_persons(sample, lacks, monkeypatch):
    place = RATED.index(lacks)
    monkeypatch.setitem(globals(), "RATED", RATED[:place] + RATED[place + 2 :])
    result = rate(sample, ["1,甲,1,1,2"])
    assert result.exit_code == 2
    assert "用 --ballot 和 --person 写明票号和被评议人" in result.output


def test_a_row_without_its_ballots_number_is_refused(sample):
    result = rate(sample, ["1,甲,1,1,2", ",甲,1,1,2"])
    assert result.exit_code == 1
    assert "“no”一栏空着" in result.output


@pytest.mark.parametrize("final", [False, True])
def test_final_reports_are_written_only_where_nothing_stands_against_them(town, mapping, final):
    rows = [["hall", *"AAAAA"]] * 3
    result = tally(town, mapping[2], rows, "--issued", "2", *(["--final"] if final else []))
    assert (town / "data/units/hall.yml").exists() is not final
    assert result.exit_code == (1 if final else 0)
    assert "收回" in result.output


def test_persons_in_columns_of_their_own_count_like_persons_in_rows(sample):
    """The same ballots in both shapes; a person without any mark on a ballot is not graded by it."""
    marks = {("1", "甲"): "112", ("1", "乙"): ("1", "", "2"), ("2", "甲"): "432", ("2", "乙"): ("", "", "")}
    assert rate(sample, [f"{no},{who},{','.join(cells)}" for (no, who), cells in marks.items()]).exit_code == 0
    document, _ = read_document(Folder(sample), "data/units/city-jia.yml")
    (sample / "data/units/city-jia.yml").unlink()
    items = ["problem-solving", "commitments", "service"]
    head = ["no", *(f"{number}、{who}—{item}" for number, who in enumerate("甲乙", 3) for item in items)]
    lines = [",".join([no, *(mark for who in "甲乙" for mark in marks[no, who])]) for no in "12"]
    (sample / "wide.csv").write_text("\n".join([",".join(head), *lines]) + "\n", encoding="utf-8")
    options = [*(f"--item={item}={{person}}—{item}" for item in items), *(each for each in RATED if "--grade" in each)]
    options += ["--unit", "city-jia", "--subject", "member", "--root", str(sample)]
    result = CliRunner().invoke(cli, ["tally", str(sample / "wide.csv"), *options])
    assert result.exit_code == 0, result.output
    wide, _ = read_document(Folder(sample), "data/units/city-jia.yml")
    assert wide.data == document.data


def test_a_person_who_lacks_a_column_is_named(sample):
    (sample / "wide.csv").write_text("甲—a,甲—b,甲—c,乙—a,乙—b\n1,1,1,1,1\n", encoding="utf-8")
    pairs = zip(("problem-solving", "commitments", "service"), "abc", strict=True)
    options = [
        *(f"--item={item}={{person}}—{part}" for item, part in pairs),
        *(each for each in RATED if "--grade" in each),
    ]
    options += ["--unit", "city-jia", "--subject", "member", "--root", str(sample)]
    result = CliRunner().invoke(cli, ["tally", str(sample / "wide.csv"), *options])
    assert result.exit_code == 1
    assert "“乙—c”" in result.output


def test_a_unit_is_named_as_the_roster_has_it_and_not_by_a_name_of_several(town, mapping):
    roster = town / "data/roster.csv"
    lines = roster.read_text(encoding="utf-8").replace("户籍社保窗口", "窗口").replace("便民药房", "窗口")
    roster.write_text(lines, encoding="utf-8")
    named = tally(town, mapping[2], [["示例镇图书馆", *"AAAAA"], ["T1", *"AAAAA"]])
    assert named.exit_code == 0, named.output
    assert (town / "data/units/library.yml").exists()
    assert (town / "data/units/hall.yml").exists()
    several = tally(town, mapping[2], [["窗口", *"AAAAA"]])
    assert several.exit_code == 1
    assert "hall/household（示例镇便民服务中心 › 窗口）；clinic/pharmacy（示例镇卫生院 › 窗口）" in several.output


def test_comments_in_results_are_lost_only_where_somebody_says_so(town, mapping):
    report = town / "data/units/hall.yml"
    report.write_text(
        "unit: hall\nstatus: draft\nresults:\n  # 计票单在三楼\n  service:\n    outcome: held\n# 底下\nnotes: []\n",
        encoding="utf-8",
    )
    refused = tally(town, mapping[2], [["hall", *"AAAAA"]])
    assert refused.exit_code == 1
    assert "要写的部分里有 1 行带注释" in refused.output
    assert tally(town, mapping[2], [["hall", *"AAAAA"]], "--replace").exit_code == 0
    assert "# 底下\nnotes: []" in report.read_text(encoding="utf-8")


def test_what_was_typed_of_the_account_stays(town, mapping):
    report = town / "data/units/hall.yml"
    report.write_text(
        "unit: hall\nstatus: draft\nresults:\n  service:\n    ballots: {eligible: 9, issued: 5}\n", encoding="utf-8"
    )
    assert tally(town, mapping[2], [["hall", *"AAAAA"]]).exit_code == 0
    document, _ = read_document(Folder(town), "data/units/hall.yml")
    assert document.data["results"]["service"]["ballots"] == {
        "eligible": 9,
        "issued": 5,
        "returned": 1,
        "valid": 1,
        "spoiled": 0,
    }


def test_a_report_in_braces_is_written_anew(town, mapping):
    report = town / "data/units/hall.yml"
    report.write_text("{unit: hall, status: draft, reported_on: 2025-10-01}\n", encoding="utf-8")
    assert tally(town, mapping[2], [["hall", *"AAAAA"]]).exit_code == 0
    document, _ = read_document(Folder(town), "data/units/hall.yml")
    assert document.data["reported_on"] == "2025-10-01"
    assert document.data["results"]["service"]["ballots"]["valid"] == 1


def test_enrolment_takes_no_id_that_is_none(town, mapping):
    text = "units: [{id: '{place}', name: '{place}', category: window}]\n"
    (town / "map.yml").write_text(text, encoding="utf-8")
    for place, said in (
        ("../x", "不能作单位编号"),
        ("Hall", "不能作单位编号"),
        ("a/b", "上级“a”却不在名册里"),
        ("con", "不能作"),
    ):
        before = (town / "data/roster.csv").read_bytes()
        result = tally(town, [*mapping[2][2:], "--map", str(town / "map.yml")], [[place, *"AAAAA"]], "--enrol")
        assert (result.exit_code, said in result.output) == (1, True), result.output
        assert (town / "data/roster.csv").read_bytes() == before
    result = tally(town, [*mapping[2][2:], "--map", str(town / "map.yml")], [["new", *"AAAAA"]], "--enrol")
    assert result.exit_code == 0, result.output
    assert (town / "data/roster.csv").read_text(encoding="utf-8").endswith("\nnew,new,,window,reporting,,,,,\n")
