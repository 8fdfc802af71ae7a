"""GBK and Big5 are told apart by their usual signs: whole sentences and single words of office tables."""

from __future__ import annotations

import pytest

from pingyi.contract.assets import CHECKOUT
from pingyi.load.chinese import BIG5, GBK, likely_encodings
from pingyi.load.documents import decode

SIMPLIFIED = [
    "满意", "基本满意", "态度,快慢,讲得清,环境,时间", "很好,较好,一般,较差", "单位名称\t应到\t实到", "（空）", "朱镕基、堃、喆",
    "办理时间太长，窗口少。", "序号,提交答卷时间,所用时间,来源,来源详情,来自IP",
]  # fmt: skip
TRADITIONAL = [
    "滿意", "基本滿意", "態度,快慢,講得清,環境,時間", "很好,較好,一般,較差", "單位名稱\t應到\t實到", "非常滿意，謝謝！", "時間戳記",
    "辦理時間太長，窗口少。", "請您評一評—服務態度",
]  # fmt: skip


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_text_in_gbk(text):
    assert next(likely_encodings(text.encode("gb18030"))) == GBK


@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_text_in_big5(text):
    assert next(likely_encodings(text.encode("cp950"))) == BIG5


def test_every_text_of_the_sample_is_known_for_gbk():
    for report in sorted((CHECKOUT / "data/units").rglob("*.yml"))[:40]:
        assert next(likely_encodings(report.read_text(encoding="utf-8").encode("gb18030"))) == GBK


def test_a_report_in_big5_is_refused_by_the_name_of_its_encoding():
    assert decode("organising: 態度好，辦理快。\n".encode("cp950"), "x.yml").values == {"found": "Big5"}
