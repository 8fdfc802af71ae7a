"""The browsers of offices: a clerk's whole way in Chromium 78, the oldest that has to do, in today's, and in Firefox, over plain http."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from pingyi.contract.assets import CHECKOUT
from pingyi.doors.form_contract import published
from pingyi.load.documents import document
from support import forge, walks
from support.browser import served
from support.browser_code import WEB, tool
from support.clerk import STEPS
from support.judges import sample_judge
from support.situations import FULL, REPORT, UNIT

pytestmark = pytest.mark.xdist_group("browser")

DESKTOP, PHONE = 1440, 360
WALKS = [(walks.OLD, DESKTOP), ("firefox", DESKTOP), ("firefox", PHONE), ("chromium", DESKTOP), (walks.OLD, PHONE)]
PLACES = ("docs", "scripts/pingyi/templates")
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
QUESTION, CASE = "雪车6时30分离开县", "除雪班次跟着头班车走"
"""From the middle of the background of a case of the sample, and its title; pages for reviewers show it too."""

REVIEWED = "审核："

THEME, ROADS = "roads", 6
COLUMN = "应报"


def test_scripts_that_are_not_bundled_need_nothing_newer_either() -> None:
    """Those that stand in pages, and those that Python writes; `make lint` looks at the bundles."""
    pages = (file for place in PLACES for kind in ("html", "md") for file in (CHECKOUT / place).rglob(f"*.{kind}"))
    scripts = [script for page in pages for script in INLINE.findall(page.read_text("utf-8"))]
    assert scripts
    judge = sample_judge()
    contract = published(judge.contract, judge.catalogue, judge.campaign, {}).values()
    assert not any("(?<" in script for script in contract), "Safari knows look-behind since 16.4"
    scripts += contract
    lint = [str(WEB / "node_modules/eslint/bin/eslint.js"), "--stdin", "--config", str(WEB / "eslint.config.mjs")]
    command = [tool("node"), *lint, "--no-inline-config"]
    done = subprocess.run(command, input="\n".join(scripts).encode(), capture_output=True, check=False, cwd=CHECKOUT)
    assert (done.returncode, done.stdout.decode()) == (0, "")


def report() -> dict[str, Any]:
    found = document("", forge.FINAL)[0]
    assert found
    return found.data


@pytest.fixture(scope="module")
def plain(internal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample's site with a forge to hand in at."""
    with served(walks.with_forge(internal, tmp_path_factory.mktemp("floor") / "site")) as place:
        yield place


@pytest.mark.parametrize(("browser", "width"), WALKS if FULL else WALKS[:1])
def test_a_report_is_filled_in_reopened_printed_and_handed_in_and_the_site_works(
    browser: str, width: int, plain: str, tmp_path: Path
) -> None:
    if walks.path(browser) is None:
        pytest.skip(f"no {browser} on this machine: make test-all installs what can be had")
    file, pdf = tmp_path / "report.yml", tmp_path / "printed.pdf"
    file.write_text(forge.FINAL, "utf-8")
    printing = {"pdf": str(pdf)} if browser != "firefox" else {}
    way = ["open", "fill", "handIn", *(["print"] if printing else []), "search", "filter", "tables"]
    job = {"report": report(), "steps": STEPS, "unit": UNIT, "file": str(file), "address": plain, **printing}
    asked = {"question": QUESTION, "theme": THEME, "column": COLUMN, "row": "甲市"}
    seen = walks.walk(browser, width, way, **job, **asked)

    assert (seen.get("failed"), seen["complaints"]) == (None, [])
    assert "78.0.3882" in seen["version"] or browser != walks.OLD
    typed = report()
    typed["feedback"]["rectification"][0]["id"] = "ledger-1"  # made by the form
    assert document("", seen["reopened"])[0].data == report()
    assert document("", seen["written"])[0].data == typed
    assert "没有错误" in seen["verdict"]
    address = urlsplit(seen["target"])
    assert (address.hostname, address.path) == ("github.com", f"/office/campaign/edit/main/{REPORT}")
    assert seen["pasted"].replace("\r", "") == seen["written"]
    assert (seen["said"], seen["saidInSight"]) == ("已复制到剪贴板。", True)
    if printing:
        paper = "".join(page.extract_text() for page in PdfReader(pdf).pages)
        assert "审核人(签字)" in normalize("NFKC", paper)
    assert [title for title in seen["found"] if not title.startswith(REVIEWED)] == [CASE]
    assert seen["shown"] == ROADS
    assert seen["sorted"] == sorted(seen["sorted"], key=lambda text: int(text.replace(",", "")))
    assert seen["rows"] == ["甲市交通运输局"]
    assert seen["wide"] <= 0
    if browser == "firefox":
        assert seen["punctuation"] == len("一，（二）；《三》。"), "each as wide as a character"


@pytest.mark.parametrize("browser", [walks.OLD, "firefox", "chromium"] if FULL else [walks.OLD])
def test_the_report_that_lies_in_the_repository_opens(browser: str, plain: str) -> None:
    if walks.path(browser) is None:
        pytest.skip(f"no {browser} on this machine: make test-all installs what can be had")
    asked = {"steps": STEPS, "unit": UNIT, "address": plain, "press": "打开报告库里的报告"}
    seen = walks.walk(browser, DESKTOP, ["openHeld"], **asked)

    assert (seen.get("failed"), seen["complaints"]) == (None, [])
    assert document("", seen["opened"])[0].data == document("", (CHECKOUT / REPORT).read_text("utf-8"))[0].data
