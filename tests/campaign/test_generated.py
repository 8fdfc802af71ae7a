"""Files that follow from roster and campaign file."""

from __future__ import annotations

from pingyi.campaign.generated import codeowners, generated_files
from pingyi.contract.assets import CHECKOUT
from pingyi.model import Unit
from support.campaigns import copied, opened
from support.commands import run
from support.places import TOWN


def test_derived_files_in_the_repository_are_up_to_date():
    for path, content in generated_files(opened(), CHECKOUT).items():
        assert (CHECKOUT / path).read_text(encoding="utf-8") == content, f"run: pingyi schema ({path})"


def test_codeowners_never_name_the_submitter():
    clerk_reviews = Unit("a", "甲", "x", "reporting", submitters=("clerk",), reviewers=("clerk", "office"))
    only_clerk = Unit("a/b", "乙", "x", "branch", submitters=("clerk",), reviewers=("clerk",))
    lines = codeowners([clerk_reviews, only_clerk], "made").splitlines()[1:]
    assert lines == ["* @office", "/data/units/a.* @office"]


def test_the_schemas_of_another_campaign_are_written_beside_it(tmp_path):
    copied(tmp_path, TOWN)
    assert run("schema", "--root", tmp_path).exit_code == 0
    assert {path.name for path in (tmp_path / "schemas").iterdir()} >= {"unit.schema.json", "vocabulary.schema.json"}
    assert "0 files changed" in run("schema", "--root", tmp_path).output
