"""A field that only a schema knows is drawn in its step, filled in and written, by the form as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from pingyi.doors.form_contract import FORM_FOLDER, published
from pingyi.load.documents import document
from support.clerk import SUBMIT, Start
from support.extended import extend

pytestmark = pytest.mark.xdist_group("browser")


def test_an_added_field_is_asked_and_written(form: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = extend(tmp_path, monkeypatch)
    path = f"{FORM_FOLDER}/contract.js"
    script = published(judge.contract, judge.catalogue, judge.campaign, judge.roster)[path]
    sheet = form()
    sheet.page.route(f"**/{path}", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    sheet.open("city-jia")
    sheet.step(2)
    expect(sheet.at("/weather")).to_be_visible()
    sheet.type("/weather", "小雪")
    sheet.step(3)
    sheet.type("/stewards/counted", "三")
    expect(sheet.error("/stewards/counted")).to_contain_text("监票人数")
    sheet.type("/stewards/counted", "3")
    sheet.step(4)
    expect(sheet.page.get_by_role("button", name="增加一条回访")).to_be_visible()
    sheet.step(SUBMIT)
    found = document("", sheet.page.locator("#f-preview").input_value())[0]
    assert found
    assert found.data == {"unit": "city-jia", "weather": "小雪", "stewards": {"counted": 3}}
