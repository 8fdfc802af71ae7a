"""Exports of the sources that offices use, in the shape in which their users post them; each counted by name of its source."""

from __future__ import annotations

import pytest

from pingyi.doors.ballot_mapping import recognised, sources
from support.ballots import GRADES, HEAD, ITEMS, counts, mapped, tally, town, write_csv, write_xlsx

MARKS = ["很好", "较好", "一般", "很好", "较差"]
BLANKED = ["很好", "", "一般", "", "较差"]


def wenjuanxing(cells, number):
    head = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来源详情",
        "来自IP",
        *(f"{n}、{item}" for n, item in enumerate(HEAD[:2], 1)),
    ]
    head += [f"3、请您评一评—{item}" for item in HEAD[2:]] + ["总分"]
    marks = [f"{cell}(5分)" if cell else ("(空)", "（跳过）", "-3", "-2")[at % 4] for at, cell in enumerate(cells)]
    return head, [number, "2025/9/20 10:00:00", "35秒", "微信", "N/A", "10.0.0.1(示例)", *marks, 20]


def tencent(cells, number):
    head = ["编号", "开始答题时间", "结束答题时间", "答题时长", "地理位置国家和地区", "地理位置省", "用户类型"]
    return [*head, *(f"{n}.{item}" for n, item in enumerate(HEAD, 1))], [
        number,
        "a",
        "b",
        "1分",
        "中国",
        "示例省",
        "匿名",
        *cells,
    ]


def limesurvey(cells, number):
    head = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page"]
    head += [f"G01Q01[SQ00{n}]. 请您评一评 [{item}]" for n, item in enumerate(HEAD, 1)]
    return head, [number, "2025-09-20 10:00:00", 1, *(cell or "N/A" for cell in cells)]


def limesurvey_zh(cells, number):
    head = ["反馈 ID", "提交的日期", "末页", "起始语言", "种子"]
    head += [f"请您评一评 [{item}]" for item in HEAD]
    return head, [number, "2025-09-20 10:00:00", 1, "zh-Hans", 17, *cells]


def limesurvey_both_zh(cells, number):
    head = ["id. 反馈 ID", "submitdate. 提交的日期", "lastpage. 末页"]
    return [*head, *limesurvey(cells, number)[0][3:]], limesurvey(cells, number)[1]


def kobotoolbox(cells, number):
    head = ["start", *(f"group_a/{item}" for item in HEAD), "_id", "_uuid", "_submission_time"]
    return head, ["2025-09-20T10:00:00", *cells, 4000 + number, f"uuid-{number}", "2025-09-20T10:01:00"]


def google(cells, number):
    return ["Timestamp", *(f"请您评一评\n[{item}]" for item in HEAD)], [f"2025/9/20 10:0{number}:00", *cells]


SOURCES = {
    "问卷星": wenjuanxing,
    "腾讯问卷": tencent,
    "LimeSurvey": limesurvey,
    "LimeSurvey（中文）": limesurvey_zh,
    "LimeSurvey（中文，带代码）": limesurvey_both_zh,
    "KoboToolbox": kobotoolbox,
    "Google Forms": google,
}


@pytest.mark.parametrize("kind", ["csv", "semicolon", "gbk", "xlsx"])
@pytest.mark.parametrize("source", SOURCES)
def test_an_export_is_recognised_and_counted(tmp_path, source, kind):
    root = town(tmp_path)
    head, _ = SOURCES[source](MARKS, 0)
    rows = [head, *(SOURCES[source](cells, n)[1] for n, cells in enumerate([MARKS, MARKS, BLANKED, [""] * 5], 1))]
    if kind == "xlsx":
        file = write_xlsx(tmp_path / "b.xlsx", rows)
    else:
        separator, encoding = (";" if kind == "semicolon" else ","), ("gb18030" if kind == "gbk" else "utf-8-sig")
        file = write_csv(tmp_path / "b.csv", rows, encoding, separator)
    result = tally(root, file)
    assert result.exit_code == 0, result.output
    assert f"来源：{source.split('（')[0]}" in result.output
    assert counts(root)["ballots"] == {"returned": 4, "valid": 4, "spoiled": 0}
    assert counts(root)["items"]["attitude"] == {"very-good": 3, "good": 0, "fair": 0, "poor": 0, "blank": 1}
    assert counts(root)["items"]["speed"] == {"very-good": 0, "good": 2, "fair": 0, "poor": 0, "blank": 2}


def test_codes_and_tags_of_kobotoolbox(tmp_path):
    root, codes = town(tmp_path), {f"opt_{n}": grade for n, grade in enumerate(GRADES.values(), 1)}
    head, row = kobotoolbox(["opt_1", "opt_2", "opt_3", "opt_1", "opt_4"], 1)
    tags = ["#date", "#q+a", "#q+b", "#q+c", "#q+d", "#q+e", "", "", ""]
    file = write_csv(tmp_path / "b.csv", [head, tags, row], separator=";")
    items = {item: f"group_a/{column}" for item, column in ITEMS.items()}
    result = tally(root, file, mapping=mapped(items, codes))
    assert result.exit_code == 0, result.output
    assert "标签" in result.output
    assert counts(root)["ballots"]["valid"] == 1


def test_a_number_of_an_export_that_comes_twice_is_found(tmp_path):
    rows = [wenjuanxing(MARKS, number) for number in (1, 2, 1)]
    result = tally(town(tmp_path), write_csv(tmp_path / "b.csv", [rows[0][0], *(row for _, row in rows)]))
    assert (result.exit_code, "票号“1”在第 2 行已经有了" in result.output) == (1, True)


def test_a_title_above_the_head_and_blank_columns_after_it(tmp_path):
    root = town(tmp_path)
    rows = [["2025年便民服务测评选票"], [], [*HEAD, "", ""], [*MARKS, "", ""], [*MARKS, "", ""]]
    for file in (write_csv(tmp_path / "b.csv", rows), write_xlsx(tmp_path / "b.xlsx", rows)):
        assert tally(root, file).exit_code == 0
        assert counts(root)["ballots"]["valid"] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("declared", [False, True])
def test_encodings_and_separators(tmp_path, encoding, separator, declared):
    root, before = town(tmp_path), f"sep={separator}\r\n" if declared else ""
    file = write_csv(tmp_path / "b.csv", [HEAD, *[MARKS] * 3], encoding, separator, before)
    assert tally(root, file).exit_code == 0
    assert counts(root)["ballots"]["valid"] == 3


def test_a_file_in_big5_is_read(tmp_path):
    root, heads = town(tmp_path), ["態度", "快慢", "講得清", "環境", "時間"]
    rows = [heads, *[["很好", "較好", "一般", "較差", "很好"]] * 3]
    file = write_csv(tmp_path / "b.csv", rows, "cp950", ",")
    words = {"很好": "very-good", "較好": "good", "一般": "fair", "較差": "poor"}
    result = tally(root, file, mapping=mapped(dict(zip(ITEMS, heads, strict=True)), words))
    assert result.exit_code == 0, result.output
    assert counts(root)["ballots"]["valid"] == 3


def test_sources_ship_as_data_and_plain_takes_what_is_left():
    assert {source["title"] for source in sources().values()} == {
        *(name.split("（")[0] for name in SOURCES),
        "一般表格",
    }
    assert recognised(["态度"])["title"] == "一般表格"
    assert recognised([" 序 号", "提交答卷时间", "所用时间", "来源", "x"])["title"] == "问卷星"


def test_every_source_is_a_mapping(contract, catalogue):
    from pingyi.check.shape import Shape

    for name, source in sources().items():
        assert not list(Shape(contract, catalogue, "mapping").problems(source, name))
