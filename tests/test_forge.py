"""Addresses of files on a forge."""

from __future__ import annotations

import pytest

from pingyi.forge import PATTERNS, Forge, forge
from pingyi.load.campaign import campaign

PATH = "data/units/city-a/branch-3.yml"
HOME = "https://git.example.org/office/campaign"


def at(kind: str, branch: str = "main") -> Forge:
    return Forge(kind, HOME, branch)


@pytest.mark.parametrize(
    ("kind", "view", "edit", "commit"),
    [
        ("github", f"blob/main/{PATH}", f"edit/main/{PATH}", "commit/1f2e"),
        ("gitlab", f"-/blob/main/{PATH}", f"-/edit/main/{PATH}", "-/commit/1f2e"),
        ("gitea", f"src/branch/main/{PATH}", f"_edit/main/{PATH}", "commit/1f2e"),
        ("forgejo", f"src/branch/main/{PATH}", f"_edit/main/{PATH}", "commit/1f2e"),
        ("gitee", f"blob/main/{PATH}", f"edit/main/{PATH}", "commit/1f2e"),
    ],
)
def test_pages_of_a_file_and_of_a_commit(kind, view, edit, commit):
    found = at(kind)
    assert found.view(PATH) == f"{HOME}/{view}"
    assert found.edit(PATH) == f"{HOME}/{edit}"
    assert found.commit("1f2e") == f"{HOME}/{commit}"


def test_a_new_file_has_its_name_and_where_the_forge_takes_it_its_content():
    content = "单位: a & b\n"
    encoded = "%E5%8D%95%E4%BD%8D%3A%20a%20%26%20b%0A"
    assert at("github").new(PATH, content) == f"{HOME}/new/main?filename={PATH}&value={encoded}"
    assert at("gitea").new(PATH, content) == f"{HOME}/_new/main/?filename={PATH}&value={encoded}"
    assert at("gitlab").new(PATH, content) == f"{HOME}/-/new/main?file_name={PATH}"
    assert at("github").new(PATH) == f"{HOME}/new/main?filename={PATH}"
    assert at("gitee").new(PATH) is None


def test_upload_goes_to_the_folder_where_the_forge_has_a_page_for_it():
    assert at("github").upload("data/units") == f"{HOME}/upload/main/data/units"
    assert at("gitea").upload("data/units") == f"{HOME}/_upload/main/data/units"
    assert at("gitlab").upload("data/units") is None


def test_names_of_branches_and_files_cannot_leave_the_path():
    assert at("github", "a?b#c").view("x y?.yml") == f"{HOME}/blob/a%3Fb%23c/x%20y%3F.yml"


def test_the_campaign_names_its_repository_or_none(contract, sample):
    named = {"forge": "gitea", "url": f"{HOME}/"}
    accepts = contract.accepts("campaign")
    assert forge(campaign(sample)) is None
    assert forge(campaign({**sample, "repository": named})) == Forge("gitea", HOME, "main")
    for wrong in ({"forge": "svn"}, {"url": "http://git.example.org/a"}, {"branch": "a b"}, {"token": "x"}):
        assert not accepts({**sample, "repository": {**named, **wrong}}), wrong
    for kind in PATTERNS:
        assert accepts({**sample, "repository": {**named, "forge": kind, "branch": "release/2012"}})


@pytest.fixture
def sample(root):
    from pingyi.load.files import own_document

    return own_document(root, "data/campaign.yml").data
