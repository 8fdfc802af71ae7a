"""What a release was made from stands: in a private list beside it, whatever the rules, the roster or the files say later."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pingyi.cli import cli
from pingyi.contract.schemas import Contract, Rule
from pingyi.files.write import write
from pingyi.load.releases import Release, read_releases
from pingyi.load.source import MAX_BYTES, Folder
from pingyi.release import keeping
from pingyi.release.counted import read_counted
from pingyi.release.manifest import differences
from support.situations import FULL
from support.small_towns import UNITS, Town, path_of

DESK = path_of("hall/desk")
LIST = "data/releases/first.counted.csv"
MANIFEST = "data/releases/first/manifest.json"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town that has released once, and committed it."""
    town = Town(tmp_path_factory.mktemp("frozen") / "town", Random(8))
    town.start()
    for unit in UNITS:
        town.put_report(unit, size=20)
    town.commit(3)
    done(town, "release", "first")
    town.commit(3)
    return town


@pytest.fixture
def town(released: Town, tmp_path: Path) -> Town:
    shutil.copytree(released.home, tmp_path / "town", symlinks=True)
    return Town(tmp_path / "town", Random(9), today=released.today)


@pytest.fixture(scope="module")
def twice(released: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the releases of a town that has made a second one, of the same reports."""
    home = shutil.copytree(released.home, tmp_path_factory.mktemp("twice") / "town", symlinks=True)
    done(Town(home, Random(9), today=released.today), "release", "second")
    return home / "data/releases"


def run(town: Town, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, [*arguments, "--root", str(town.home)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def done(town: Town, *arguments: str) -> str:
    result = run(town, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(town: Town, code: int, *arguments: str) -> str:
    result = run(town, *arguments)
    assert result.exit_code == code, result.output
    return result.output


def rows(town: Town) -> list[dict[str, str]]:
    return list(csv.DictReader((town.home / LIST).read_text("utf-8").splitlines()))


def forge(town: Town, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Another list of what counted, and its hash in the manifest."""
    listed = rows(town)
    change(listed)
    lines = [",".join(row.values()) for row in listed]
    forge_bytes(town, "".join(f"{line}\n" for line in ["kind,path,sha256,received_on", *lines]).encode())


def forge_bytes(town: Town, content: bytes) -> None:
    (town.home / LIST).write_bytes(content)
    forge_manifest(town, lambda manifest: manifest.update(counted=sha256(content).hexdigest()))


def forge_manifest(town: Town, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((town.home / MANIFEST).read_bytes())
    change(manifest)
    (town.home / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def row(listed: list[dict[str, str]], path: str) -> dict[str, str]:
    return next(found for found in listed if found["path"] == path)


def test_the_list_names_every_file_by_its_hash_and_day_and_the_manifest_names_the_list(town: Town):
    listed = rows(town)
    assert [found["kind"] for found in listed] == ["random", "campaign", "roster", *["report"] * len(UNITS)]
    assert len(bytes.fromhex(listed[0]["sha256"])) == 32
    for found in listed[1:]:
        assert found["sha256"] == sha256((town.home / found["path"]).read_bytes()).hexdigest()
        assert found["received_on"] == ("2025-09-01" if found["kind"] == "report" else "")
    manifest = json.loads((town.home / MANIFEST).read_bytes())
    assert manifest["counted"] == sha256((town.home / LIST).read_bytes()).hexdigest()
    assert LIST.rpartition("/")[2] not in manifest["files"]
    assert manifest["before"] is None


def test_the_manifest_names_the_release_before_and_counts_nobody(twice: Path):
    """How many lie below the threshold would narrow 26 ballots of three units to 9, 9 and 8."""
    before, after = ((twice / f"{name}/manifest.json").read_bytes() for name in ("first", "second"))
    first, second = json.loads(before), json.loads(after)
    assert second["before"] == {"name": "first", "sha256": sha256(before).hexdigest()}
    assert first.keys() == second.keys() == {*FIELDS}


def test_two_releases_of_the_same_have_other_random_bytes(twice: Path):
    first, second = (read_counted((twice / f"{name}.counted.csv").read_bytes()) for name in ("first", "second"))
    assert first.random != second.random
    assert first.reports == second.reports


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_list_is_never_published(town: Town, audience: str):
    done(town, "build", "--no-sheets", "--audience", audience)
    secrets = [found["sha256"].encode() for found in rows(town)]
    files = [path for path in (town.home / "site").rglob("*") if path.is_file()]
    assert files
    assert not [
        path for path in files if "counted" in path.name or any(secret in path.read_bytes() for secret in secrets)
    ]


def other_content(listed: list[dict[str, str]]) -> None:
    row(listed, DESK)["sha256"] = "0" * 64


def other_day(listed: list[dict[str, str]]) -> None:
    row(listed, DESK)["received_on"] = "2025-09-02"


def other_roster(listed: list[dict[str, str]]) -> None:
    row(listed, "data/roster.csv")["sha256"] = "0" * 64


def other_campaign(listed: list[dict[str, str]]) -> None:
    row(listed, "data/campaign.yml")["sha256"] = "0" * 64


def one_more(listed: list[dict[str, str]]) -> None:
    listed.insert(4, {**row(listed, DESK), "path": path_of("clinic/ghost")})


def one_less(listed: list[dict[str, str]]) -> None:
    listed.remove(row(listed, DESK))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (other_content, f"示例单位 hall/desk（{DESK}）计入的，和这个发布版所取提交里的内容不同。"),
        (other_day, f"示例单位 hall/desk（{DESK}）收到日期不同：计入清单记的是 2025-09-02，查出来是 2025-09-01。"),
        (other_roster, "名册（data/roster.csv）换了：计入清单记的，和这个发布版所取提交里的不同。"),
        (other_campaign, "活动约定（data/campaign.yml）换了：计入清单记的，和这个发布版所取提交里的不同。"),
        (one_more, "clinic/ghost（data/units/clinic/ghost.yml）计入了，这个发布版所取的提交里却没有这份报告。"),
        (one_less, f"示例单位 hall/desk（{DESK}）2025-09-01 收到，应当计入，计入清单里却没有。"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_list_that_is_not_true_is_named(town: Town, change: Callable[[list[dict[str, str]]], None], sentence: str):
    forge(town, change)
    assert refused(town, 1, "release", "first", "--verify").splitlines()[0] == sentence
    town.commit()
    if change not in (other_day, one_less):
        assert sentence in refused(town, 2, "release", "second")
    if change is one_less:
        assert "对不上：示例单位 hall/desk。" in refused(town, 2, "release", "second")


def test_a_list_that_is_gone_or_changed_or_older_than_lists_is_named(town: Town):
    content = (town.home / LIST).read_bytes()
    (town.home / LIST).write_bytes(content + b"\n")
    assert "first.counted.csv 的内容被改过" in refused(town, 1, "release", "first", "--verify")
    forge_bytes(town, content + b"\n")
    assert "格式不对" in refused(town, 2, "release", "first", "--verify")
    (town.home / LIST).unlink()
    assert "要和发布版一起提交" in refused(town, 1, "release", "first", "--verify")
    forge_manifest(town, lambda manifest: manifest.pop("counted"))
    assert "没有计入清单，是早先的版本做的" in refused(town, 2, "release", "first", "--verify")
    town.commit()
    assert "没有计入清单，是早先的版本做的" in refused(town, 2, "release", "second")


def test_a_told_figure_that_is_not_true_is_named_before_any_program_is_solved(town: Town):
    table = town.home / "data/releases/first/rollup_ballots.json"
    told = json.loads(table.read_bytes())
    shown = next(found for found in told if found["unit"] == "hall")
    shown["valid"] += 1
    content = ("[\n" + ",\n".join(json.dumps(found, ensure_ascii=False) for found in told) + "\n]\n").encode()
    table.write_bytes(content)
    forge_manifest(town, lambda manifest: manifest["files"].update({table.name: sha256(content).hexdigest()}))
    assert "rollup_ballots.json 和提交里的报告算出来的不同" in refused(town, 1, "release", "first", "--verify")
    town.commit()
    assert "对不上：示例单位 hall。" in refused(town, 2, "release", "second")


def test_rules_of_tomorrow_change_nothing_that_was_released(town: Town, monkeypatch: pytest.MonkeyPatch):
    """A rule that refuses every report: what counted still counts, and a remark says what it would be today."""
    stricter = Rule("stricter", "error", "更严", (), "false", "不行", "改正", "")
    known = vars(Contract)["rules"].func
    monkeypatch.setattr(Contract, "rules", property(lambda contract: (*known(contract), stricter)))
    shutil.rmtree(town.home / "build")
    said = done(town, "release", "first", "--verify")
    assert f"说明：示例单位 hall/desk（{DESK}）按现在的规则有错误；发布时计入了，仍以发布时为准。" in said
    result = run(town, "release", "second")
    assert "计入 0 份报告" in result.output or "能推算出来" in result.output


def test_another_version_of_the_tool_may_count_others_and_says_so(town: Town):
    forge(town, one_less)
    forge_manifest(town, lambda manifest: manifest.update(tool="pingyi 0.0.1"))
    said = refused(town, 1, "release", "first", "--verify")
    assert "rollup_ballots.json 和提交里的报告算出来的不同" in said
    assert f"说明：示例单位 hall/desk（{DESK}）按现在的规则应当计入；发布时没有计入，仍以发布时为准。" in said


def test_a_clone_without_the_commit_says_so(town: Town, tmp_path: Path):
    shallow = tmp_path / "shallow"
    town.git("clone", "--quiet", "--depth", "1", town.home.as_uri(), str(shallow))
    said = refused(Town(shallow, Random(1)), 2, "release", "first", "--verify")
    assert "浅克隆" in said
    assert "git fetch --unshallow" in said


def test_a_checkout_with_other_line_ends_releases_what_the_commit_holds(town: Town, tmp_path: Path):
    other = tmp_path / "windows"
    town.git("clone", "--quiet", "--config", "core.autocrlf=true", str(town.home), str(other))
    assert b"\r\n" in (other / "data/roster.csv").read_bytes()
    windows = Town(other, Random(1), today=town.today)
    done(windows, "release", "second")
    windows.commit()
    town.git("pull", "--quiet", str(other), "main")
    done(town, "release", "second", "--verify")


ACTS = 5
"""Three times something is written, a file is moved, a folder is moved."""


BROKEN_OFF = [(again, step) for step in range(ACTS + 1) for again in ("second", "third")]


@pytest.mark.parametrize(("again", "step"), BROKEN_OFF if FULL else BROKEN_OFF[::7])
def test_a_release_that_was_broken_off_is_in_nobodys_way(town: Town, step: int, again: str):
    """Killed before each thing that it does to the disk; tried again under either name."""
    if again == "third":
        # So that nothing at all was there when the first one was killed.
        town.git("rm", "-r", "--quiet", "data/releases")
        town.commit()
    before = [found.name for found in read_releases_of(town)]
    killed_after(step, town, "second")
    whole = (town.home / "data/releases/second").exists()
    assert [found.name for found in read_releases_of(town)] == [*before, *["second"] * whole]
    if whole:
        done(town, "release", "second", "--verify")
        town.commit()
        again = "fourth"
    done(town, "release", again)
    assert {".unfinished", "second.counted.csv"} & set(names_in(town)) == (
        {"second.counted.csv"} if whole or again == "second" else set()
    )
    done(town, "release", again, "--verify")


def killed_after(acts: int, town: Town, name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        left = [acts]

        def dying(act: Callable[..., Any]) -> Callable[..., Any]:
            def died(*arguments: Any, **options: Any) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    raise KeyboardInterrupt
                return act(*arguments, **options)

            return died

        patch.setattr(keeping, "write", dying(write))
        patch.setattr(Path, "replace", dying(Path.replace))
        patch.setattr(Path, "rename", dying(Path.rename))
        CliRunner().invoke(cli, ["release", name, "--root", str(town.home)])


def names_in(town: Town) -> list[str]:
    return [path.name for path in (town.home / "data/releases").iterdir()]


def read_releases_of(town: Town) -> list[Release]:
    return read_releases(Folder(town.home))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ["name", "campaign", "commit", "as_of", "tool", "policy", "before", "counted", "files"]


class Held:
    """One release as a source."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def paths(self, folder: str) -> Iterator[str]:
        return (path for path in self.files if path.startswith(folder))

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        return self.files[path][:limit]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=1), st.sets(st.sampled_from(FIELDS)))
def test_no_manifest_of_wrong_types_is_more_than_a_sentence(released: Town, changed: dict[str, Any], gone: set[str]):
    manifest = json.loads((released.home / MANIFEST).read_bytes()) | changed
    text = json.dumps({key: value for key, value in manifest.items() if key not in gone})
    found = read_releases(Held({MANIFEST: text.encode(), LIST: b""}))[0]
    assert all(line.startswith("data/releases/first") and line.endswith("。") for line in differences(found))
    assert differences(found)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"7", b"null", b"{}", b"\xff\xfe", b'{"name": ', b"[" * 100_000, b'"' + b"x" * 100, b"9" * 5000],
)
def test_what_is_no_manifest_is_named_in_a_sentence(town: Town, content: bytes):
    (town.home / MANIFEST).write_bytes(content)
    said = refused(town, 1, "release", "first", "--verify")
    assert said.startswith("data/releases/first/manifest.json ")
    town.commit()
    assert "和它的 manifest.json 对不上" in refused(town, 1, "release", "second")


def test_refusals_to_begin_are_sentences(town: Town):
    assert "不能作发布版的名称" in refused(town, 2, "release", "../up")
    assert "已经有了" in refused(town, 2, "release", "first")
    assert "没有 data/releases/none 这个发布版" in refused(town, 2, "release", "none", "--verify")
    town.put(DESK, "changed")
    assert f"data/ 和提交不同（{DESK}）" in refused(town, 2, "release", "second")
