"""How much a report says of what its campaign asks: the same list for every unit of a kind, parts first, then fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.contract.assets import CHECKOUT
from pingyi.contract.schemas import Contract
from pingyi.figures.completeness import asked_places, filled
from pingyi.load.documents import own_document, read_document
from pingyi.load.source import Folder
from pingyi.load.values import campaign as read_campaign
from support.places import TOWN

REPORTS = sorted(path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "data/units").rglob("*.yml"))
CITY = "data/units/city-jia.yml"


def places_of(root):
    data = own_document(root, "data/campaign.yml").data
    return asked_places(Contract(data), read_campaign(data))


PLACES = places_of(CHECKOUT)
KINDS = pytest.mark.parametrize("kind", PLACES)


def report(path=CITY):
    return read_document(Folder(CHECKOUT), path)[0].data


def titles(kind, root=CHECKOUT, *, required):
    return [place.title for place in places_of(root)[kind] if place.required is required]


def test_what_is_asked_follows_the_campaign():
    assert titles("branch", required=True) == [
        "评议覆盖", "征求意见", "评议场次", "评议结果：基层党组织", "评议结果：党员", "通报整改", "签批",
    ]  # fmt: skip
    assert set(titles("reporting", required=True)) - set(titles("branch", required=True)) == {
        "组织情况",
        "典型案例",
        "督导联系点",
    }
    assert "组织情况" in titles("branch", required=False)
    assert "征求意见：自查小结" in titles("branch", required=False)
    assert titles("branch", TOWN, required=True) == ["评议场次", "评议结果：便民服务", "整改"]
    assert titles("branch", TOWN, required=False) == ["整改：通报对象", "整改：整改台账", "签批"]


@KINDS
def test_nothing_fills_nothing(kind):
    found = filled({}, PLACES[kind])
    assert (found.required_filled, found.optional_filled) == (0, 0)
    assert found.required + found.optional == len(PLACES[kind])


@pytest.mark.parametrize("path", REPORTS)
def test_a_final_report_of_the_sample_fills_all_that_is_required(path):
    data = report(path)
    kind = "branch" if path.count("/") > 2 else "reporting"
    found = filled(data, PLACES[kind])
    assert (found.required_missing == ()) is (found.required_filled == found.required)
    assert data["status"] != "final" or found.required_missing == ()


@KINDS
@given(data=st.data())
def test_each_part_counts_for_itself_and_never_against_another(kind, data):
    whole = report()
    kept = data.draw(st.sets(st.sampled_from(sorted(whole))))
    part = data.draw(st.sampled_from(sorted(whole)))
    less = filled({key: whole[key] for key in kept - {part}}, PLACES[kind])
    more = filled({key: whole[key] for key in kept | {part}}, PLACES[kind])
    own = [place for place in PLACES[kind] if place.part == part]
    gained = more.required_filled + more.optional_filled - less.required_filled - less.optional_filled
    assert 0 <= gained <= len(own)
    assert less.required_filled <= more.required_filled <= more.required
    assert less.optional_filled <= more.optional_filled <= more.optional
    assert len(more.required_missing) == more.required - more.required_filled


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@KINDS
@given(
    data=st.dictionaries(st.sampled_from(["coverage", "sessions", "results", "feedback", "cases", "sign_off"]), junk)
)
def test_a_report_of_any_shape_can_be_measured(kind, data):
    found = filled(data, PLACES[kind])
    assert 0 <= found.required_filled <= found.required
    assert 0 <= found.optional_filled <= found.optional


def without(data, part, key):
    return data | {part: {name: value for name, value in data[part].items() if name != key}}


@pytest.mark.parametrize(
    ("thinner", "required", "optional"),
    [
        (lambda data: without(data, "consultation", "self_check"), (), ("征求意见：自查小结",)),
        (lambda data: data | {"cases": data["cases"][:1]}, ("典型案例",), ()),
        (lambda data: data | {"results": {"organisation": data["results"]["organisation"]}}, ("评议结果：党员",), ()),
        (lambda data: data | {"feedback": data["feedback"] | {"rectification": []}}, (), ("通报整改：整改台账",)),
        (lambda data: {key: value for key, value in data.items() if key != "sign_off"}, ("签批",), ()),
    ],
)
def test_what_is_missing_is_named_a_missing_part_once(thinner, required, optional):
    whole = filled(report(), PLACES["reporting"])
    found = filled(thinner(report()), PLACES["reporting"])
    assert whole.required_missing == ()
    assert (found.required_missing, found.optional_missing) == (required, whole.optional_missing + optional)


def test_where_nothing_was_held_no_session_is_missed():
    data = report() | {"results": {key: {"outcome": "not-held", "reason": "无"} for key in ("organisation", "member")}}
    del data["sessions"]
    assert filled(data, PLACES["reporting"]).required_missing == ()
