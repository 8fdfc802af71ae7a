"""What is left of a style sheet where little is written that it styles."""

from __future__ import annotations

import pytest

from pingyi.site.styles import slim, whole_theme, without_unused

WRITTEN = '<p class="a b-c" dir="ltr" data-open>'


@pytest.mark.parametrize(
    ("styles", "left"),
    [
        ("p{x:y}.a{x:y}.z{x:y}", "p{x:y}.a{x:y}"),
        (".z,.a .b-c,.a.z,p>.z{x:y}", ".a .b-c{x:y}"),
        (".a:not(.z){x:y}:is(.z,.a){x:y}", ".a:not(.z){x:y}:is(.z,.a){x:y}"),
        ("[dir=ltr] p{x:y}[dir=rtl] p{x:y}[data-open]{x:y}[data-shut]{x:y}", "[dir=ltr] p{x:y}[data-open]{x:y}"),
        ('.a{x:url("data:,<a{.z}>")}.z{x:url("data:,}.a{")}', '.a{x:url("data:,<a{.z}>")}'),
        ("@media print{.z{x:y}}@media print{.a{x:y}.z{x:y}}", "@media print{.a{x:y}}"),
        ("@page{margin:0}@keyframes z{0%{x:y}}", "@page{margin:0}@keyframes z{0%{x:y}}"),
        (".a{--used:1;--unused:2;x:var(--used)}.z{x:var(--unused)}", ".a{--used:1;x:var(--used)}"),
    ],
)
def test_what_nothing_can_match_is_left_out(styles: str, left: str):
    assert without_unused(styles, WRITTEN) == left


def test_generated_pages_get_a_fraction_of_the_theme():
    assert len(slim()) < len(whole_theme()) / 3
