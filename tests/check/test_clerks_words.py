"""Sentences that clerks read name fields as form and workbook do, never by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pingyi.contract.fields import fields, walk
from support.judges import sample_judge

HAND_WRITTEN = ("yaml-", "file-", "csv-", "type", "unknown-key", "rule-not-evaluated")
"""Beginnings of rules on the file itself, which only who writes YAML by hand can break."""

OFFICE = (
    "history-",
    "roster",
    "release",
    "campaign",
    "inspection",
    "stamped",
    "change-derived",
    "change-release",
    "change-author",
)
"""Beginnings of rules for those who run a campaign."""

FILLED_IN = re.compile(r"\{[^}]*\}")
OTHER_WORDS = {"《》", "设置—相机—格式", "兼容性最佳", "删除属性和个人信息", "一辆货车", "计票单抄录有误"}
"""What is quoted and no field."""


def sentences() -> Iterator[tuple[str, str]]:
    """Rule and sentence."""
    for key, entry in sample_judge().catalogue.entries.items():
        clerks = entry.browser or entry.scope in ("repository", "change")
        if clerks and not key.startswith((*HAND_WRITTEN, *OFFICE)):
            yield key, entry.message
            yield key, entry.fix


def test_no_key_of_a_field_stands_in_a_sentence() -> None:
    keys = {key for field in walk(fields(sample_judge().contract)) for key in (*field.path, *field.choices)}
    for rule, sentence in sentences():
        words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_-]*", FILLED_IN.sub("", sentence)))
        assert not words & keys, (rule, sentence)
        assert not any("_" in word for word in words), (rule, sentence)


def test_what_a_sentence_quotes_is_called_so_in_form_and_workbook() -> None:
    known = walk(fields(sample_judge().contract))
    titles = {text for field in known for text in (field.title, *field.choices.values())}
    for rule, sentence in sentences():
        for quoted in re.findall(r"“([^”{]*)”", sentence):
            assert quoted in titles | OTHER_WORDS, (rule, quoted)
