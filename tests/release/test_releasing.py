"""Releases as the office makes them: frozen, verified elsewhere, attacked together; and what the public site then says."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pingyi.load.releases import read_releases
from pingyi.load.source import Folder
from support.commands import done, run
from support.forge import commit, git, start
from support.places import TOWN

SMALL = "data/units/library/book-van.yml"
WORDS = "书车只有六个人投了票这句话不能公开"
VOTES = "评议时满意45票这句话在公开站不出"
CORRECTION = "满意票41改为40这句话只在内部站出"
FEW = "ballots: {issued: 6, returned: 6, valid: 6, spoiled: 0}"
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def with_few(text: str) -> str:
    """The book van's report with six ballots and a text of its own."""
    text = re.sub(r"ballots: \{.*\}", FEW, text)
    text = re.sub(r"\{very-good: .*\}", "{very-good: 5, good: 1, fair: 0, poor: 0}", text)
    return re.sub(r"problem: .*", f"problem: {WORDS}。", text)


@pytest.fixture(scope="module")
def unreleased(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the town's campaign in which the book van has six ballots."""
    home = tmp_path_factory.mktemp("town") / "town"
    for name in ("data", "docs"):
        shutil.copytree(TOWN / name, home / name)
    small = home / SMALL
    small.write_text(with_few(small.read_text("utf-8")), "utf-8")
    shown = home / "data/units/hall.yml"
    text = shown.read_text("utf-8").replace("background: |", f"background: |\n      {VOTES}。", 1)
    shown.write_text(f"{text}revisions: [{{date: 2025-10-18, reason: {CORRECTION}。}}]\n", "utf-8")
    assert VOTES in text
    deep = (home / "data/campaign.yml").read_text("utf-8") + "disclosure: {depth: branch}\n"
    return start(home, {".gitignore": "build/\nsite/\n", "data/campaign.yml": deep})


@pytest.fixture
def root(unreleased: Path, tmp_path: Path) -> Path:
    return shutil.copytree(unreleased, tmp_path / "town", symlinks=True)


@pytest.fixture(scope="module")
def first_made(unreleased: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a release that is not committed yet."""
    home = shutil.copytree(unreleased, tmp_path_factory.mktemp("first") / "town", symlinks=True)
    done("release", "first", "--root", home)
    return home


@pytest.fixture
def with_first(first_made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_made, tmp_path / "town", symlinks=True)


def released(root: Path, name: str) -> dict[str, bytes]:
    return next(found.files for found in read_releases(Folder(root)) if found.name == name)


def statuses(root: Path, name: str) -> dict[str, str]:
    return {row["unit"]: row["status"] for row in json.loads(released(root, name)["rollup_ballots.json"])}


def told_in(root: Path, name: str) -> dict[str, str]:
    """Of library and of all together the release that their figures are from."""
    rows = json.loads(released(root, name)["rollup_ballots.json"])
    return {row["unit"]: row["told_in"] for row in rows if row["unit"] in ("library", ".")}


def test_a_release_verifies_on_another_checkout_and_names_a_changed_byte(root: Path, tmp_path: Path):
    commit(root, {".gitattributes": "* text=auto eol=lf\n"})
    done("release", "first", "--root", root)
    commit(root, {})
    other = tmp_path / "elsewhere"
    git(tmp_path, "clone", "--quiet", str(root), str(other))
    assert "核对无误" in done("release", "first", "--verify", "--root", other)

    changed = other / "data/releases/first/rates.csv"
    changed.write_bytes(changed.read_bytes().replace(b",", b";", 1))
    found = run("release", "first", "--verify", "--root", other)
    assert found.exit_code == 1
    assert found.stdout.startswith("data/releases/first/rates.csv ")
    assert len(found.stdout.splitlines()) == 1


def test_a_changed_table_is_found_even_if_the_manifest_was_changed_with_it(with_first: Path):
    folder = with_first / "data/releases/first"
    before = json.loads((folder / "manifest.json").read_text("utf-8"))
    table = (folder / "rates.json").read_bytes().replace(b"merged", b"MERGED", 1)
    from hashlib import sha256

    (folder / "rates.json").write_bytes(table)
    before["files"]["rates.json"] = sha256(table).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(before, ensure_ascii=False, indent=1) + "\n", "utf-8")
    found = run("release", "first", "--verify", "--root", with_first)
    assert found.exit_code == 1
    assert "data/releases/first/rates.json" in found.output


def test_a_release_is_made_once_and_only_from_a_commit(with_first: Path):
    again = run("release", "first", "--root", with_first)
    assert (again.exit_code, "已经有了" in again.output) == (2, True)
    dirty = run("release", "second", "--root", with_first)
    assert (dirty.exit_code, "和提交不同" in dirty.output) == (2, True)
    assert run("release", "../up", "--root", with_first).exit_code == 2
    assert run("release", "none", "--verify", "--root", with_first).exit_code == 2


def test_the_small_unit_hides_with_its_siblings_and_the_total_stays(with_first: Path):
    found = statuses(with_first, "first")
    assert found["library/book-van"] == found["library/children"] == "suppressed"
    assert found["library"] == found["hall/household"] == "partial"


def said(content: bytes) -> str:
    """What a file says, packed ones unpacked, without layout and the search's word breaks."""
    if content.startswith(GZIP):
        content = gzip.decompress(content)
    if content.startswith(ZIP):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return "".join(said(packed.read(name)) for name in packed.namelist())
    text = content.decode("utf-8", "replace")
    text += re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"[\s\u200b]+", "", text)


def saying(site: Path, text: str) -> set[str]:
    return {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and text in said(path.read_bytes())
    }


def test_texts_of_hidden_units_and_of_votes_are_in_no_file_of_the_public_site(root: Path):
    done("build", "--audience", "internal", "--no-sheets", "--root", root)
    texts = (WORDS, VOTES, CORRECTION)
    assert all(saying(root / "site", text) for text in texts)
    shutil.rmtree(root / "site")
    done("build", "--audience", "public", "--root", root)
    assert not any(saying(root / "site", text) for text in texts)
    done("release", "first", "--root", root)
    shutil.rmtree(root / "site")
    done("build", "--audience", "public", "--root", root)
    assert not any(saying(root / "site", text) for text in texts)
    assert ">*<" in (root / "site/units/library/book-van.html").read_text("utf-8")


def test_the_public_sees_the_release_and_not_what_came_after(with_first: Path):
    report = (with_first / "data/units/hall/household.yml").read_text("utf-8")
    commit(with_first, {"data/units/hall/household.yml": report.replace("status: final", "status: draft")})
    done("build", "--audience", "public", "--root", with_first)
    published = (with_first / "site/data/rates.json").read_bytes()
    assert json.loads(published) == json.loads(released(with_first, "first")["rates.json"])


def test_a_second_release_gives_nothing_away_together_with_the_first(root: Path):
    """The book van reports only after the first release: its figures are the difference of the two totals."""
    late = (root / SMALL).read_text("utf-8")
    commit(root, {SMALL: late.replace("status: final", "status: draft")})
    done("release", "first", "--root", root)
    assert statuses(root, "first")["library"] == "partial"
    commit(root, {SMALL: late})
    done("release", "second", "--root", root)
    found = statuses(root, "second")
    assert found["library/book-van"] == "suppressed"
    assert told_in(root, "second") == {"library": "first", ".": "first"}, (
        "else the book van is what the totals have grown by"
    )
    assert [release.name for release in read_releases(Folder(root))] == ["first", "second"]
