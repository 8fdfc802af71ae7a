"""Every rule has an example in which it speaks alone, with its report kept word for word in `golden/check`.

An example is a file `invalid/<rule>.yml`: the report of the unit that its first line names. Or it is a folder
`invalid/<rule>/`, laid over the sample's campaign and roster. What Git cannot hold is made here, in SITUATIONS.
PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pingyi.check import reporters
from pingyi.check.catalogue import Catalogue, CatalogueEntry
from pingyi.load.source import Folder
from pingyi.model import Finding
from support.places import GOLDENS, VALID
from support.situations import DRAFT, EXAMPLES, SITUATIONS, build, expected, judge, link, place_report, write

GOLDEN = GOLDENS / "check"
ELSEWHERE = ("change", "workbook", "table")
"""Scopes whose rules have their examples in other modules: `campaign/test_proposal.py`, `doors/test_workbook.py` and
`doors/test_ballot_rules.py`."""


@pytest.fixture(scope="module")
def rules(catalogue: Catalogue) -> set[str]:
    """Every rule that must have an example here."""
    return {entry.id for entry in catalogue.entries.values() if entry.scope not in ELSEWHERE}


def test_every_rule_has_one_example(rules: set[str]) -> None:
    assert not EXAMPLES.keys() & SITUATIONS.keys()
    assert sorted(EXAMPLES | SITUATIONS) == sorted(rules)


def test_every_golden_file_belongs_to_a_rule(rules: set[str]) -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == rules


@pytest.mark.parametrize("rule", sorted(EXAMPLES | SITUATIONS))
def test_example(rule: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule speaks, alone, in the words of its golden file, and every word of it is filled in."""
    built = build(rule, root, monkeypatch)
    findings, catalogue, checked = judge(built)
    assert {finding.rule for finding in findings} == expected(rule)
    for finding in findings:
        assert_readable(finding, catalogue.entries[finding.rule])
    text = reporters.text(findings, checked, catalogue, reporters.lines_in(Folder(built)))
    compare(GOLDEN / f"{rule}.txt", text.replace(str(built), "FOLDER") + "\n")


def assert_readable(finding: Finding, entry: CatalogueEntry) -> None:
    """Chinese, and no placeholder left in it; what stands for a person is cut short: 110…04."""
    for words, template in ((finding.message, entry.message), (finding.fix, entry.fix)):
        assert not re.search(r"[{}]|None", words), words
        assert "…" in template or not re.search(r"(?<![0-9A-Za-z])…", words), words
        assert re.search(r"[\u4e00-\u9fff]", words), words


def compare(golden: Path, text: str) -> None:
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_bytes().decode("utf-8")


@pytest.mark.parametrize("example", sorted(VALID.iterdir()), ids=lambda path: path.stem)
def test_valid_example_has_no_finding(example: Path, root: Path) -> None:
    place_report(root, example)
    findings, _, checked = judge(root)
    assert (list(findings), checked) == ([], 1)


def test_valid_examples_show_the_forms_that_editors_leave_behind() -> None:
    texts = {path.stem: path.read_bytes() for path in VALID.iterdir()}
    flow = texts["final-in-flow-style"]
    assert flow.startswith(b"\xef\xbb\xbf")
    assert flow.count(b"\n") == flow.count(b"\r\n")
    assert len(texts["smallest-draft"].splitlines()) == 4


def test_a_linked_folder_is_not_entered(root: Path) -> None:
    write(root.parent, "elsewhere/highway.yml", DRAFT)
    (root / "data/units").mkdir()
    link(root / "data/units/city-jia", root.parent / "elsewhere")
    findings, _, checked = judge(root)
    assert ([finding.rule for finding in findings], checked) == (["file-symlink"], 0)


# The command line over a campaign with one good and several bad reports.
