"""Addresses of files on a forge."""

from __future__ import annotations

import pytest

from pingyi.contract.forge import FORGE_PAGES, Forge, forge
from pingyi.load.values import campaign

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


def test_a_new_file_has_its_name_where_the_forge_takes_it():
    assert at("github").new(PATH) == f"{HOME}/new/main?filename={PATH}"
    assert at("gitea").new(PATH) == f"{HOME}/_new/main/?filename={PATH}"
    assert at("gitlab").new(PATH) == f"{HOME}/-/new/main?file_name={PATH}"
    assert at("gitee").new(PATH) is None


def test_the_browser_gets_pages_in_which_only_the_path_is_open():
    assert at("github", "a b").addresses() == {
        "forge": "github",
        "edit": f"{HOME}/edit/a%20b/{{path}}",
        "new": f"{HOME}/new/a%20b",
        "upload": f"{HOME}/upload/a%20b/{{path}}",
        "requests": f"{HOME}/pulls",
        "name": "filename",
        "value": "value",
    }
    assert at("gitlab").addresses()["upload"] is None


def test_names_of_branches_and_files_cannot_leave_the_path():
    assert at("github", "a?b#c").view("x y?.yml") == f"{HOME}/blob/a%3Fb%23c/x%20y%3F.yml"


def test_the_campaign_names_its_repository_or_none(contract, sample):
    named = {"forge": "gitea", "url": f"{HOME}/"}
    accepts = contract.accepts("campaign")
    assert forge(campaign(sample)) is None
    assert forge(campaign({**sample, "repository": named})) == Forge("gitea", HOME, "main")
    for wrong in ({"forge": "svn"}, {"url": "http://git.example.org/a"}, {"branch": "a b"}, {"token": "x"}):
        assert not accepts({**sample, "repository": {**named, **wrong}}), wrong
    for kind in FORGE_PAGES:
        assert accepts({**sample, "repository": {**named, "forge": kind, "branch": "release/2012"}})


@pytest.fixture
def sample(root):
    from pingyi.load.documents import own_document

    return own_document(root, "data/campaign.yml").data
