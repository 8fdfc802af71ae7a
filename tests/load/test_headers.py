"""What is wrong with a table as a whole is one finding; what Excel leaves behind is read."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from pingyi.campaign.open import CannotOpenError, open_campaign
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT

TOWN = CHECKOUT / "tests/campaigns/town"
GOOD = (TOWN / "data/roster.csv").read_text("utf-8")
STAMPED = "unit,received_on,note\nclinic,2025-10-13,\n"


def workbook() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    for line in GOOD.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(out)
    return out.getvalue()


BAD = {
    "xlsx": (workbook(), "csv-foreign"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "csv-foreign"),
    "page": (b"<!DOCTYPE html>\r\n<html><body><table><tr><td>id</td></tr></table></body></html>", "csv-foreign"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "csv-foreign"),
    "binary": (bytes(range(256)) * 4, "file-not-text"),
    "empty": (b"", "csv-header"),
    "blank lines": (b"\xef\xbb\xbf\r\n\r\n", "csv-header"),
    "head alone": (GOOD.split("\n")[0].encode(), "roster-empty"),
    "gbk": (GOOD.encode("gb18030"), "file-encoding"),
    "utf-16": (GOOD.encode("utf-16"), "file-encoding"),
    "semicolons": (GOOD.replace(",", ";").encode(), "csv-separator"),
    "tabs": (GOOD.replace(",", "\t").encode(), "csv-separator"),
    "wide commas": (GOOD.replace(",", "，").encode(), "csv-separator"),
    "no head": (GOOD.split("\n", 1)[1].encode(), "csv-header"),
    "titles": (
        GOOD.replace("id,name,code,category,kind", "单位编号,单位名称,代码,类别,种类", 1).encode(),
        "csv-header",
    ),
    "misspelt": (GOOD.replace("category", "categroy", 1).encode(), "csv-header"),
    "one more": (GOOD.replace("\n", ",电话\n", 1).encode(), "csv-header"),
    "no kind": (GOOD.replace(",kind,", ",sort,", 1).encode(), "csv-header"),
    "twice": (GOOD.replace(",code,", ",name,", 1).encode(), "csv-column-twice"),
    "nameless": (GOOD.replace(",code,", ",,", 1).encode(), "csv-header"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(TOWN / "data", tmp_path / "data")
    return tmp_path


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_roster_is_one_finding(kind: str, root: Path) -> None:
    content, rule = BAD[kind]
    (root / "data/roster.csv").write_bytes(content)
    with pytest.raises(CannotOpenError) as refused:
        open_campaign(root)
    assert [(found.rule, found.path) for found in refused.value.findings] == [(rule, "data/roster.csv")]
    result = CliRunner().invoke(cli, ["check", "--root", str(root)], catch_exceptions=False)
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (workbook(), "csv-foreign"),
        (STAMPED.encode("gb18030") + "备注".encode("gb18030"), "file-encoding"),
        (STAMPED.replace(",", ";").encode(), "csv-separator"),
        (STAMPED.replace("received_on", "recieved_on").encode(), "csv-header"),
    ],
)
def test_a_file_that_is_no_register_is_one_finding(content: bytes, rule: str, root: Path) -> None:
    (root / "data/stamped.csv").write_bytes(content)
    findings = [found.rule for found in open_campaign(root).findings if found.path == "data/stamped.csv"]
    assert findings == [rule]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_blank_columns_at_the_end_are_read(ends: str, root: Path) -> None:
    wanted = open_campaign(root)
    wide = ends.join(f"{line},,,," for line in [*GOOD.splitlines(), ",,,,,,,,,"])
    (root / "data/roster.csv").write_bytes(b"\xef\xbb\xbf" + wide.encode())
    found = open_campaign(root)
    assert dict(found.roster) == dict(wanted.roster)
    assert found.findings == wanted.findings


def test_a_wrong_column_is_named_with_the_one_that_was_meant(root: Path) -> None:
    (root / "data/roster.csv").write_bytes(BAD["titles"][0])
    with pytest.raises(CannotOpenError) as refused:
        open_campaign(root)
    (found,) = refused.value.findings
    for name, near in {
        "单位编号": "id",
        "单位名称": "name",
        "代码": "code",
        "类别": "category",
        "种类": "kind",
    }.items():
        assert f"没有“{name}”这一栏（是不是 {near}）" in found.message
    assert "缺少" not in found.message
    assert (found.line, found.column) == (1, 1)
