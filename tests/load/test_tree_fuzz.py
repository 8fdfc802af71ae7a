"""Whatever tree somebody proposes, it is judged: findings about it, no exception, and no file of it on the disk."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from support.forge import campaign, git, run
from support.photographs import HEIC, JPEG, READABLE, TELLING
from support.situations import DRAFT, FULL, REPORT

MODES = ("100644", "100755", "120000")
PARTS = ["data", "units", "city-jia", "highway.yml", "highway.files", "highway", "z", "a b.png", "nul.png", "photo.jpg", "photo.JPG", "..yml",
         ".gitmodules", "inspections", "roster.csv", "release s", "甲.yml", "x" * 120, "con", ".a.yml.unfinished", "-", "releases"]  # fmt: skip
CONTENTS = [b"", DRAFT.encode(), b"\xff\xfe", b"/etc/passwd", b"../../../x", HEIC, JPEG, *list(READABLE.values())[:6],
            *list(TELLING.values())[:4], b"unit: [", b"\0" * 3000, DRAFT.encode() + b"attachments: [{file: photo.jpg, title: a}]\n"]  # fmt: skip
STARTS = ["data/units/city-jia/highway.files/", "data/units/city-jia/", "data/units/", "data/", "data/inspections/", ""]


@pytest.fixture(scope="module")
def blobs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("trees") / "root"
    folder.mkdir()
    for name in ("data/campaign.yml",):
        source = Path(__file__).parents[2] / name
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(source.read_bytes())
    campaign(folder)
    return folder, [git(folder, "hash-object", "-w", "--stdin", stdin=content) for content in CONTENTS]


def tree(root: Path, blobs: list[str], chance: random.Random) -> str:
    """A tree object of the base's files and some odd ones more."""
    lines = [line for line in git(root, "ls-tree", "-r", "main").splitlines() if chance.random() < 0.95]
    taken = {line.split("\t")[1] for line in lines}
    for _ in range(chance.randint(1, 12)):
        path = chance.choice(STARTS) + "/".join(chance.sample(PARTS, chance.randint(1, 4)))
        if any(path == other or path.startswith(f"{other}/") or other.startswith(f"{path}/") for other in taken):
            continue
        taken.add(path)
        head = git(root, "rev-parse", "HEAD")
        entry = (
            f"160000 commit {head}" if chance.random() < 0.05 else f"{chance.choice(MODES)} blob {chance.choice(blobs)}"
        )
        lines.append(f"{entry}\t{path}")
    index = root / ".git/odd-index"
    index.unlink(missing_ok=True)
    stdin = "".join(f"{line.split(' ')[0]} {line.split()[2]}\t{line.split(chr(9))[1]}\n" for line in lines)
    quoted = ("-c", "core.protectNTFS=false", "-c", "core.protectHFS=false")
    return _with_index(root, index, quoted, stdin)


def _with_index(root: Path, index: Path, options: tuple[str, ...], stdin: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_INDEX_FILE", str(index))
        git(root, *options, "update-index", "--add", "--index-info", stdin=stdin.encode())
        return git(root, *options, "write-tree")


def test_any_tree_is_judged(blobs: tuple[Path, list[str]]) -> None:
    root, names = blobs
    chance = random.Random(2012)
    before = sorted(path for path in root.rglob("*") if ".git" not in path.parts)
    for _ in range(1_000 if FULL else 12):
        made = tree(root, names, chance)
        status, output = run(root, "--changed-since", "main^{tree}", "--proposed", made, "--format", "json")
        assert status in (0, 1), output
        assert isinstance(json.loads(output)["findings"], list)
    assert sorted(path for path in root.rglob("*") if ".git" not in path.parts) == before
    assert (root / REPORT).exists()
