"""What was judged once is not judged again, and whatever a verdict depends on makes it be judged anew."""

from __future__ import annotations

import ast
import io
import json
import os
import shutil
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from PIL import Image

from pingyi.campaign import checking
from pingyi.campaign.kept_verdicts import KeptVerdicts
from pingyi.campaign.open import check_campaign
from pingyi.check.verdict import Judge
from pingyi.contract.assets import PACKAGE, assets
from pingyi.files import caches as caches_module
from pingyi.files.caches import FOLDER, cache_folder
from pingyi.model import Finding
from support.places import INVALID
from support.situations import DRAFT, REPORT, UNIT, place_report, write

PICTURE = f"data/units/{UNIT}.files/snow-map.png"
ATTACHED = f"{DRAFT}attachments: [{{file: snow-map.png, title: 点位图}}]\n"
OTHERS = ("person-mobile", "tally-eq-valid", "unit-matches-path", "yaml-syntax", "text-invisible")


def png(width: int = 4, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, 4)).save(out, form)
    return out.getvalue()


def put(root: Path, path: str, content: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units judged since it was last emptied."""
    units: list[str] = []
    judge = Judge.judge

    def noted(self: Judge, unit: str, *rest: object) -> object:
        units.append(unit)
        return judge(self, unit, *rest)

    monkeypatch.setattr(Judge, "judge", noted)
    return units


def check(root: Path, judged: list[str]) -> tuple[tuple[Finding, ...], list[str]]:
    judged.clear()
    return check_campaign(root).findings, sorted(judged)


@pytest.fixture
def two(root: Path) -> Path:
    """A report with a picture and one with errors."""
    write(root, REPORT, ATTACHED)
    put(root, PICTURE, png())
    write(root, "data/units/city-jia/transport.yml", DRAFT + "consultation: {started_on: 2012-01-01}\n")
    return root


BOTH = ["city-jia/highway", "city-jia/transport"]


def kept(root: Path) -> Path:
    folder = cache_folder(root, "check")
    assert folder is not None
    return folder


def caches(root: Path) -> list[Path]:
    """What is kept of the roster, of the only subtree, and of all reports side by side."""
    return sorted(kept(root).iterdir())


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in caches(root)}


@pytest.mark.parametrize("example", OTHERS)
def test_a_second_run_says_the_same_and_judges_nothing(two: Path, judged: list[str], example: str) -> None:
    shutil.rmtree(two / PICTURE.rpartition("/")[0])
    place_report(two, INVALID / f"{example}.yml")
    first = check(two, judged)
    written = contents(two)
    second = check(two, judged)
    shutil.rmtree(kept(two))
    third = check(two, judged)
    assert first == third == (second[0], BOTH)
    assert second[1] == []
    assert contents(two) == written


def test_findings_across_reports_hold_only_for_the_same_reports(root: Path, judged: list[str]) -> None:
    shutil.copytree(INVALID / "text-copied", root, dirs_exist_ok=True)
    first, _ = check(root, judged)
    assert [finding.rule for finding in first] == ["text-copied", "text-copied"]
    assert check(root, judged) == (first, [])
    (root / first[0].message.partition("（")[2].partition("）")[0]).unlink()
    assert check(root, judged) == ((), [])


def test_a_changed_report_is_judged_anew_and_alone(two: Path, judged: list[str]) -> None:
    check(two, judged)
    write(two, REPORT, ATTACHED + "sessions: []\n")
    found, units = check(two, judged)
    assert units == BOTH[:1]
    assert "too-short" in {finding.rule for finding in found}


@pytest.mark.parametrize("content", [png(form="JPEG"), png(8), b"", None])
def test_a_changed_attached_file_has_its_report_judged_anew(
    two: Path, judged: list[str], content: bytes | None
) -> None:
    check(two, judged)
    (two / PICTURE).unlink() if content is None else put(two, PICTURE, content)
    assert check(two, judged)[1] == BOTH[:1]


def test_a_renamed_or_added_attached_file_has_its_report_judged_anew(two: Path, judged: list[str]) -> None:
    check(two, judged)
    (two / PICTURE).rename(two / PICTURE.replace("snow", "rain"))
    found, units = check(two, judged)
    assert units == BOTH[:1]
    assert {"file-missing", "file-unused"} <= {finding.rule for finding in found}
    put(two, PICTURE, png())
    assert check(two, judged)[1] == BOTH[:1]


def test_a_report_moved_to_another_unit_is_judged_anew(two: Path, judged: list[str]) -> None:
    check(two, judged)
    (two / "data/units/city-jia/transport.yml").rename(two / "data/units/city-jia/retired.yml")
    assert check(two, judged)[1] == ["city-jia/retired"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/campaign.yml", "ends: 2012-02-29", "ends: 2012-03-01"),
        ("data/campaign.yml", "as_of: 2012-02-17", "as_of: 2012-02-16"),
        (
            "data/roster.csv",
            "甲市公路管理局党支部,D01-12,general,branch,1,34",
            "甲市公路管理局党支部,D01-12,general,branch,1,33",
        ),
    ],
)
def test_another_campaign_clock_or_roster_has_all_judged_anew(
    two: Path, judged: list[str], path: str, old: str, new: str
) -> None:
    check(two, judged)
    text = (two / path).read_text(encoding="utf-8")
    assert old in text
    write(two, path, text.replace(old, new))
    assert check(two, judged)[1] == BOTH
    assert len(caches(two)) == 3


@pytest.mark.parametrize("name", ["unit.schema.json", "rules.yml"])
def test_another_schema_has_all_judged_anew(
    two: Path, judged: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(two, judged)
    same, other = (shutil.copytree(assets("schemas"), tmp_path / folder) for folder in ("same", "other"))
    with (other / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    monkeypatch.setattr(checking, "assets", lambda _name: same)
    assert check(two, judged)[1] == []
    monkeypatch.setattr(checking, "assets", lambda _name: other)
    assert check(two, judged)[1] == BOTH


def test_another_version_of_the_tool_has_all_judged_anew(
    two: Path, judged: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(two, judged)
    write(tmp_path, "package/deeper/new.py", "")
    monkeypatch.setattr(checking, "PACKAGE", tmp_path / "package")
    assert check(two, judged)[1] == BOTH


@pytest.mark.parametrize("library", checking.CHECK_LIBRARIES)
def test_another_version_of_what_judges_has_all_judged_anew(
    two: Path, judged: list[str], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(two, judged)
    assert check(two, judged)[1] == []
    monkeypatch.setattr(checking, "version", lambda name: "0.0.1" if name == library else version(name))
    assert check(two, judged)[1] == BOTH


def test_another_python_has_all_judged_anew(two: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    check(two, judged)
    monkeypatch.setattr(sys, "version", "3.99.0 (another)")
    assert check(two, judged)[1] == BOTH


def test_everything_that_judging_imports_is_in_the_key() -> None:
    """But what only reads workbooks: no report of a campaign is one."""
    rooms = [PACKAGE / room for room in ("check", "load", "contract")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for room in rooms for file in room.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"pingyi", "openpyxl"}
    homes = packages_distributions()
    assert {homes[top][0].lower().replace("_", "-") for top in tops} | {"tzdata"} == set(checking.CHECK_LIBRARIES)


DAMAGE = [b"", b"\xff\xfe", b"{", b"[]", b"null", b'"x"', b"{}", b'{"a": 1}']


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_ignored_and_mended(two: Path, judged: list[str], damage: bytes) -> None:
    first = check(two, judged)
    whole = contents(two)
    for path in caches(two):
        path.write_bytes(damage)
    assert check(two, judged) == first
    assert contents(two) == whole


@pytest.mark.parametrize("entry", [1, [], [[]] * 7, [[["x"]], [], [], [], [], [], {}], {"keys": []}, "seven s"])
def test_a_damaged_entry_is_ignored_and_mended(two: Path, judged: list[str], entry: object) -> None:
    first = check(two, judged)
    for path in caches(two):
        path.write_text(json.dumps(dict.fromkeys(json.loads(path.read_bytes()), entry)), encoding="utf-8")
    assert check(two, judged) == first


@pytest.mark.parametrize("column", range(len(KeptVerdicts._fields)))
def test_a_column_that_is_damaged_is_judged_anew(two: Path, judged: list[str], column: int) -> None:
    first = check(two, judged)
    for damage in ([1], 1, None, ["x"] * 2, [[9, "a", "b", "c"]], [[0]]):
        for path in caches(two):
            kept = json.loads(path.read_bytes())
            for entry in kept.values():
                if isinstance(entry, list) and len(entry) == len(KeptVerdicts._fields):
                    entry[column] = damage
            path.write_text(json.dumps(kept), encoding="utf-8")
        found, _ = check(two, judged)
        assert found == first[0]


def test_a_truncated_cache_is_ignored_wherever_it_ends(two: Path, judged: list[str]) -> None:
    first = check(two, judged)
    for path in caches(two):
        whole = path.read_bytes()
        for end in range(0, len(whole), max(1, len(whole) // 15)):
            path.write_bytes(whole[:end])
            assert check(two, judged)[0] == first[0]


def test_a_cache_that_cannot_be_kept_stops_nothing(two: Path, judged: list[str]) -> None:
    """A folder that belongs to somebody else, a full disk."""
    write(kept(two).parent, "check", "a file where the folder should be")
    assert check(two, judged)[1] == BOTH


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_judging_in_parallel_and_in_one_process_gives_equal_verdicts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for example in sorted(INVALID.glob("*.yml")):
        unit = f"city-jia/highway/{example.stem}"
        write(root, f"data/units/{unit}.yml", "")
        shutil.copyfile(example, root / f"data/units/{unit}.yml")
    monkeypatch.setattr(checking, "PIECE", 7)
    checked = check_campaign(root)
    shutil.rmtree(kept(root))
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(checking, "POOL_FROM", 2)
    parallel = check_campaign(root)
    assert parallel.findings == checked.findings
    assert len({finding.path for finding in checked.findings}) > 40


def test_a_cache_that_was_committed_is_never_read(two: Path, judged: list[str]) -> None:
    """Whoever knew how digests are made could else plant verdicts without findings."""
    honest, _ = check(two, judged)
    for path in caches(two):
        lies = json.dumps({key: [[], [], [], [], None] for key in json.loads(path.read_bytes())})
        path.unlink()
        for place in ("build/cache", "build/cache/check", ".cache/pingyi", path.parent.parent.name):
            for name in (path.name, f"check-{path.name}"):
                write(two, f"{place}/{name}", lies)
    assert honest
    assert check(two, judged) == (honest, BOTH)


@pytest.mark.parametrize("where", ["", ".cache", "deep/.cache"])
def test_nothing_is_kept_where_a_repository_could_hold_it(
    two: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """A server whose home is the work tree."""
    monkeypatch.setenv(FOLDER, str(two / where))
    assert cache_folder(two, "check") is None
    (two / ".git").mkdir()
    assert cache_folder(two / "data", "check") is None
    assert check(two, judged)[1] == check(two, judged)[1] == BOTH


def test_a_run_may_keep_nothing(two: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, "")
    assert check(two, judged)[1] == check(two, judged)[1] == BOTH


def test_each_campaign_and_each_installation_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [cache_folder(tmp_path / name, kind) for name in "ab" for kind in ("check", "sheets")]
    monkeypatch.setattr(caches_module, "__file__", str(tmp_path / "elsewhere/files/caches.py"))
    places.append(cache_folder(tmp_path / "a", "check"))
    assert len(set(places)) == 5
