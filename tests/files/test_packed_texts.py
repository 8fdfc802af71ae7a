"""Many small texts: packed with what they have in common, unpacked by zlib itself."""

from __future__ import annotations

import zlib

import pytest

from pingyi.files.packed_texts import COMMON, MOST_OF_ONE, common_name, deflated, in_common, spread

TEXTS = [f"第{number}单位：评议基层党组织，满意率 {number}.5%，整改已完成 {number} 件。" for number in range(200)]


def test_a_text_is_unpacked_with_what_it_is_packed_with_and_names_it() -> None:
    common = in_common(TEXTS)
    for text in (*TEXTS, "", common):
        packed = deflated(text, common)
        assert packed[1] & 32
        assert packed[2:6].hex() == common_name(common)
        assert zlib.decompressobj(zdict=common.encode()).decompress(packed).decode() == text


def test_alone_a_text_names_nothing() -> None:
    assert zlib.decompress(deflated(TEXTS[0])).decode() == TEXTS[0]


def test_texts_that_are_alike_take_half_of_what_they_take_alone() -> None:
    common = in_common(TEXTS[:20])
    assert 2 * sum(len(deflated(text, common)) for text in TEXTS) < sum(len(deflated(text)) for text in TEXTS)


def test_the_common_part_is_bounded_and_asks_for_no_more_texts_than_it_takes() -> None:
    texts = iter(["甲" * 100_000, *("乙" * 1000 for _ in range(100))])
    common = in_common(texts)
    assert len(common) == COMMON
    assert common.count("甲") == MOST_OF_ONE
    assert len([*texts]) > 90
    assert len(common.encode()) <= 32_768, "what zlib can refer to"
    assert in_common([]) == ""


@pytest.mark.parametrize("members", [*range(40), 138, 1000, 10_000])
def test_an_order_has_each_member_once_and_each_beginning_spread_over_the_whole(members: int) -> None:
    order = [*spread(range(members))]
    assert sorted(order) == [*range(members)]
    for part in (8, 20) if members > 100 else ():
        beginning = sorted(order[:part])
        gaps = [later - former for former, later in zip([0, *beginning], [*beginning, members], strict=True)]
        assert max(gaps) < 4 * members / part
