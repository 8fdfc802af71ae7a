"""A table with one row a unit becomes reports: every value read, or refused at its cell with nothing of that unit written."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import MAC_EPOCH

from support.commands import run
from support.places import TOWN
from support.tables import copied, flat, imported, results, sheet, text, write_map

REFERENDUM, SCALES = TOWN.parent / "referendum", TOWN.parent / "scales"
BOX = {"sessions/0/held_on": "2025-09-20", "sessions/0/form": "box"}
"""Ballots that were laid out for days: more of them than persons at a meeting."""
ELIGIBLE = "results/service/ballots/eligible"


@pytest.fixture
def root(tmp_path):
    return copied(TOWN, tmp_path, reports=True)


def eligible(root, unit):
    return report(root, unit)["results"]["service"]["ballots"].get("eligible")


def report(root, unit):
    return yaml.safe_load((root / f"data/units/{unit}.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("campaign", [TOWN, REFERENDUM, SCALES], ids=["town", "referendum", "scales"])
def test_the_results_of_a_campaign_come_back_from_a_table_of_them(campaign, tmp_path):
    """Whole campaigns, several subjects and scales in one row: the oracle is what their reports say."""
    told = results(campaign)
    places = list(dict.fromkeys(place for each in told.values() for place, _ in flat(each)))
    rows = [[unit, *(dict(flat(each)).get(place) for place in places)] for unit, each in told.items()]
    root = copied(campaign, tmp_path, reports=False)
    columns = {f"results/{place}": f"第{number}栏" for number, place in enumerate(places)}
    table = sheet(tmp_path / "t.xlsx", [["汇总表"], ["单位", *columns.values()], *rows, ["合计", 1]])
    more = {"set": BOX} if campaign == TOWN else {}
    result = imported(root, write_map(tmp_path / "m.yml", columns, **more), table)
    assert result.exit_code == 0, result.output
    assert results(root) == told


def test_a_count_of_areas_with_subtotals_and_reasons_that_are_added_up(tmp_path):
    """A referendum as its office publishes it: rejected papers by reason, a subtotal a region, a note below."""
    told, rows = (
        results(REFERENDUM),
        [["区", "镇村", "选民", "发出", "收回", "有效", "无效票", None, None, "Keep", "Build", "空白"]],
    )
    rows.append([None] * 6 + ["多选", "涂改", "其他"])
    for unit, each in told.items():
        account, marks = each["bridge"]["ballots"], each["bridge"]["items"]["question"]
        spoiled = account["spoiled"]
        reasons = [spoiled // 2, spoiled - spoiled // 2, 0]
        head = [
            unit.partition("/")[0],
            unit,
            *(f"{account[key]:,}" for key in ("eligible", "issued", "returned", "valid")),
        ]
        rows.append([*head, *reasons, marks["keep"], marks["build"], marks.get("blank")])
    rows += [["全岛", "合 计", sum(each["bridge"]["ballots"]["eligible"] for each in told.values())], ["注：含补投。"]]
    account, tally = "results/bridge/ballots", "results/bridge/items/question"
    names = {"eligible": "选民", "issued": "发出", "returned": "收回", "valid": "有效"}
    mapping = write_map(
        tmp_path / "m.yml",
        {f"{account}/{key}": head for key, head in names.items()}
        | {f"{tally}/keep": "Keep", f"{tally}/build": "Build", f"{tally}/blank": "空白"},
        units=["区", "镇村"], sums={f"{account}/spoiled": ["无效票/多选", "涂改", "其他"]}, set={"results/bridge/outcome": "held"},
    )  # fmt: skip
    root = copied(REFERENDUM, tmp_path, reports=False)
    result = imported(root, mapping, sheet(tmp_path / "t.xlsx", rows, ["G1:I1"]))
    assert result.exit_code == 0, result.output
    assert results(root) == told
    assert "有 2 行不是单位" in result.output


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", "|"), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")]
)
def test_a_table_in_text_is_read_in_the_encodings_that_offices_have(encoding, separator, root, tmp_path):
    table = text(tmp_path / "t.csv", [["单位", "应到"], ["住房和不动产窗口", "１，２３４"]], encoding, separator)
    result = imported(root, write_map(tmp_path / "m.yml", {ELIGIBLE: "应到"}), table, "--replace")
    assert result.exit_code == 0, result.output
    assert eligible(root, "hall/housing") == 1234


def test_a_row_is_put_into_the_report_that_is_there_and_only_its_values_change(root, tmp_path):
    path = root / "data/units/hall/housing.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("feedback:", "# 手写的一句\nfeedback:"), encoding="utf-8")
    before = report(root, "hall/housing")
    table = sheet(tmp_path / "t.xlsx", [["单位", "应到", "通报日期"], ["T1-2", 31, dt.date(2025, 10, 12)]])
    mapping = write_map(
        tmp_path / "m.yml", {"results/service/ballots/eligible": "应到", "feedback/given_on": "通报日期"}
    )
    refused = imported(root, mapping, table)
    assert refused.exit_code == 1
    assert "应到人数：30 → 31" in refused.output
    assert report(root, "hall/housing") == before
    assert run("import", table, "--map", mapping, "--replace", "--root", root).exit_code == 0
    before["results"]["service"]["ballots"] |= {"eligible": 31}
    before["feedback"]["given_on"] = dt.date(2025, 10, 12)
    assert report(root, "hall/housing") == before
    assert "# 手写的一句" in path.read_text(encoding="utf-8")


def test_what_is_wrong_in_one_row_keeps_no_other_from_being_written(root, tmp_path):
    rows = [["单位", "应到"], ["住房和不动产窗口", 71], ["T3-2", "7²"], ["没有的", 5], ["T1-1", 3], ["T1-1", 4]]
    before = eligible(root, "clinic/pharmacy"), eligible(root, "hall/household")
    table = sheet(tmp_path / "t.xlsx", rows)
    result = imported(root, write_map(tmp_path / "m.yml", {ELIGIBLE: "应到"}), table, "--replace")
    assert result.exit_code == 1
    assert eligible(root, "hall/housing") == 71
    assert (eligible(root, "clinic/pharmacy"), eligible(root, "hall/household")) == before
    for cell in ("B3", "A4", "A5", "A6"):
        assert f"汇总!{cell}" in result.output
    assert "没有写的单位 4 个" in result.output


def test_two_tables_of_one_unit_in_one_call_are_refused(root, tmp_path):
    files = [sheet(tmp_path / f"{number}.xlsx", [["单位", "应到"], ["T1-2", 70 + number]]) for number in (1, 2)]
    result = imported(root, write_map(tmp_path / "m.yml", {ELIGIBLE: "应到"}), *files, "--replace")
    assert "1.xlsx 汇总!A2" in result.output
    assert "2.xlsx 汇总!A2" in result.output
    assert eligible(root, "hall/housing") == 30


def test_units_of_one_name_are_told_apart_by_those_above(root, tmp_path):
    roster = root / "data/roster.csv"
    roster.write_text(re.sub("住房和不动产窗口|便民药房", "窗口", roster.read_text(encoding="utf-8")), encoding="utf-8")
    rows = [["上级", "单位", "应到"], ["示例镇便民服务中心", "窗口", 77], ["T3", "窗 口", 88]]
    alone = imported(root, write_map(tmp_path / "m.yml", {ELIGIBLE: "应到"}), sheet(tmp_path / "t.xlsx", rows))
    assert "clinic/pharmacy（示例镇卫生院 › 窗口）" in alone.output
    write_map(tmp_path / "m.yml", {ELIGIBLE: "应到"}, units=["上级", "单位"])
    assert imported(root, tmp_path / "m.yml", tmp_path / "t.xlsx", "--replace").exit_code == 0
    assert [eligible(root, unit) for unit in ("hall/housing", "clinic/pharmacy")] == [77, 88]


def test_a_merged_cell_names_the_units_above_all_its_rows(root, tmp_path):
    roster = root / "data/roster.csv"
    roster.write_text(re.sub("住房和不动产窗口|便民药房", "窗口", roster.read_text(encoding="utf-8")), encoding="utf-8")
    rows = [["上级", "单位", "应到"], ["示例镇便民服务中心", "户籍社保窗口", 99], [None, "窗口", 77]]
    table = sheet(tmp_path / "t.xlsx", rows, ["A2:A3"])
    mapping = write_map(tmp_path / "m.yml", {ELIGIBLE: "应到"}, units=["上级", "单位"])
    assert imported(root, mapping, table, "--replace").exit_code == 0
    assert [eligible(root, unit) for unit in ("hall/household", "hall/housing")] == [99, 77]


def test_a_mapping_is_printed_that_reads_the_table(tmp_path):
    """Heads of two rows as offices draw them, in other words than the contract's."""
    told = results(TOWN)
    root = copied(TOWN, tmp_path, reports=False)
    names = {
        "attitude": "工作人员的态度",
        "speed": "快慢",
        "clarity": "讲得清",
        "premises": "环境和设施",
        "hours": "时间",
    }
    grades = {"very-good": "很好", "good": "较好", "fair": "一般", "poor": "较差", "blank": "弃权（空白）"}
    account = {
        "eligible": "应到",
        "attended": "实到人数（人）",
        "issued": "发出",
        "returned": "收回票",
        "valid": "有效票",
        "spoiled": "无效票",
    }
    upper = ["序号", "单位名称", *account.values(), *(each for name in names.values() for each in (name, *[None] * 4))]
    rows = [["示例镇测评汇总"], upper, [None] * 8 + list(grades.values()) * 5]
    for number, (unit, each) in enumerate(told.items(), 1):
        found = each["service"]
        marks = [found["items"][item].get(grade) for item in names for grade in grades]
        rows.append([number, unit, *(found["ballots"].get(key) for key in account), *marks])
    table = sheet(tmp_path / "t.xlsx", rows, ["A1:AG1", *(f"{column}2:{column}3" for column in "ABCDEFGH")])
    printed = run("import", table, "--print-map", "--root", root)
    assert printed.exit_code == 0, printed.output
    mapping = yaml.safe_load(printed.output)
    write_map(tmp_path / "m.yml", mapping.pop("columns"), **(mapping | {"set": mapping["set"] | BOX}))
    result = imported(root, tmp_path / "m.yml", table)
    assert result.exit_code == 0, result.output
    assert results(root) == told


ROWS = [["单位", "应到", "多选", "涂改"], ["住房和不动产窗口", 77, 0, 1]]
FILES = {
    "table-unit-blank": [*ROWS, [None, 5]],
    "table-unit-twice": [*ROWS, ["T1-2", 7, 1, 2]],
    "table-sum": [ROWS[0], ["T1-2", 7, 1, None]],
    "table-none": ROWS[:1],
    "table-left-out": [*ROWS, ["合计", 7]],
    "table-list": [["单位", "应到", "多选", "涂改", "日期"], ["T1-2", 7, 1, 2, "2025-09-10"]],
    "table-columns": [["单位", "到"], ["T1-2", 7]],
    "table-column-twice": [[*ROWS[0], "应到"], [*ROWS[1], 8]],
    "table-unit": [ROWS[0], ["没有的", *ROWS[1][1:]]],
    "table-beyond": [ROWS[0], [*ROWS[1], None, "旁边"]],
}
CHANGES = {
    "table-hidden": lambda page: setattr(page.row_dimensions[2], "hidden", True),
    "table-struck": lambda page: setattr(page["B2"], "font", Font(strike=True)),
    "table-sheet-unread": lambda page: page.parent.create_sheet("续").append(["T1-3", 5, 0, 0]),
    "table-merged": lambda page: page.merge_cells("B2:B3"),
    "table-formula": lambda page: page.__setitem__("B2", "=1+6"),
}
MAPS = {
    "table-map-field": {"columns": {"results/service/ballot/valid": "应到"}},
    "table-map-twice": {"set": {ELIGIBLE: 3}},
    "table-map-sum": {"sums": {"feedback/given_on": ["多选", "涂改"]}},
    "table-list": {"columns": {ELIGIBLE: "应到", "sessions/1/held_on": "日期"}},
}


def test_every_rule_has_an_example(catalogue):
    """Here, or beside the ballots."""
    ballots = Path(__file__).with_name("test_ballot_rules.py").read_text(encoding="utf-8")
    rules = {entry.id for entry in catalogue.entries.values() if entry.scope == "table"}
    assert {rule for rule in rules if f'"{rule}":' not in ballots} <= {*FILES, *CHANGES, *MAPS}


@pytest.mark.parametrize("rule", [*FILES, *CHANGES, *MAPS])
def test_rule(rule, root, tmp_path, catalogue):
    table = sheet(tmp_path / "t.xlsx", FILES.get(rule, ROWS))
    if rule in CHANGES:
        book = load_workbook(table)
        CHANGES[rule](book["汇总"])
        book.save(table)
    more = {"sums": {"results/service/ballots/spoiled": ["多选", "涂改"]}} | MAPS.get(rule, {})
    result = imported(
        root, write_map(tmp_path / "m.yml", more.pop("columns", {ELIGIBLE: "应到"}), **more), table, "--replace"
    )
    entry = catalogue.entries[rule]
    assert not re.search(r"[{}]|None|Traceback", result.output), result.output
    if rule.startswith("table-map-"):
        assert result.exit_code == 2
        assert re.search(r"m\.yml:[0-9]+:[0-9]+ ", result.output)
    else:
        assert f"[{rule}]" in result.output
        assert (result.exit_code == 1) == (
            entry.level == "error" or (rule == "table-left-out" and "错误：" in result.output)
        )


def test_a_day_in_a_workbook_of_1904_is_the_same_day(root, tmp_path):
    table = sheet(tmp_path / "t.xlsx", [["单位", "日期"], ["T1-2", 44480]])
    book = load_workbook(table)
    book.epoch = MAC_EPOCH
    book.save(table)
    mapping = write_map(tmp_path / "m.yml", {"feedback/given_on": "日期"})
    assert imported(root, mapping, table, "--replace").exit_code == 0
    assert report(root, "hall/housing")["feedback"]["given_on"] == dt.date(2025, 10, 12)
