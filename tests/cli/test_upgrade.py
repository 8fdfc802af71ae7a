"""A campaign repository follows the tool: what the tool owns is renewed, what the office changed is never overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from pingyi.campaign import formats
from pingyi.campaign.formats import FORMAT, Migration
from pingyi.campaign.owned import MARKED, is_as_made, marked
from support.commands import done, run
from support.readers import files

FORGES = ("github", "gitlab", "gitea", "gitee", "server")


def wheel(folder: Path, version: str) -> Path:
    path = folder / f"pingyi-{version}-py3-none-any.whl"
    path.write_bytes(version.encode())
    return path


def begin(home: Path, forge: str = "github") -> Path:
    options = ("--preset=blank", f"--forge={forge}", "--organiser=示例办公室", "--yes", "--no-build")
    done("init", home, *options, "--wheel", wheel(home.parent, "0.1.0"))
    return home


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("begun") / "campaign")


@pytest.fixture
def home(begun: Path, tmp_path: Path) -> Path:
    """A repository as an earlier version made it: another text in a file of the tool's, one that is no longer wanted, an
    earlier wheel, and a campaign file that names no format.
    """
    root = tmp_path / "campaign"
    shutil.copytree(begun, root)
    (root / "ci/install.sh").write_text(marked("# as it was once\n"), encoding="utf-8")
    (root / "ci/once.sh").write_text(marked("# no longer wanted\n"), encoding="utf-8")
    campaign = root / "data/campaign.yml"
    campaign.write_text(campaign.read_text("utf-8").replace(f"format: {FORMAT}\n", ""), encoding="utf-8")
    return root


def upgraded(home: Path, *options: object):
    return run("upgrade", "--root", home, "--wheel", wheel(home.parent, "0.2.0"), *options)


def test_what_the_tool_owns_is_renewed_and_nothing_else(home: Path, begun: Path) -> None:
    before = files(home)
    result = upgraded(home, "--yes")
    assert result.exit_code == 0, result.output
    after = files(home)
    assert after["ci/install.sh"] == files(begun)["ci/install.sh"]
    assert set(before.keys() - after.keys()) == {"ci/once.sh", "tool/pingyi-0.1.0-py3-none-any.whl"}
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"ci/install.sh", "requirements.txt", "tool/pingyi-0.2.0-py3-none-any.whl", "data/campaign.yml"}
    assert all(path in result.output for path in changed)
    assert b"./tool/pingyi-0.2.0-py3-none-any.whl" in after["requirements.txt"]
    written, made = (yaml.safe_load(text) for text in (after["data/campaign.yml"], files(begun)["data/campaign.yml"]))
    assert written == made
    assert "什么也不用改" in upgraded(home, "--yes").output
    assert files(home) == after


def test_nothing_is_written_before_somebody_agrees(home: Path) -> None:
    before = files(home)
    result = upgraded(home)  # nobody answers
    assert result.exit_code == 1
    assert "更新" in result.output
    assert files(home) == before


def test_where_the_office_changed_a_file_of_the_tool_nothing_is_done(home: Path) -> None:
    path = home / "ci/install.sh"
    path.write_text("echo ours\n" + path.read_text("utf-8"), encoding="utf-8")
    before = files(home)
    refused = upgraded(home, "--yes")
    assert refused.exit_code == 1
    assert files(home) == before
    assert "ci/install.sh" in refused.output.partition("被改过的")[2]
    assert "删去它的末行" in refused.output
    # The first way on: the office's own file from now on.
    path.write_text(MARKED.sub("", path.read_text("utf-8")), encoding="utf-8")
    kept = upgraded(home, "--yes")
    assert kept.exit_code == 0, kept.output
    assert path.read_text("utf-8").startswith("echo ours\n")
    assert "归办公室自己的" in kept.output
    # The other: the new one.
    path.unlink()
    assert upgraded(home, "--yes").exit_code == 0
    assert is_as_made(path.read_text("utf-8"))


def test_line_ends_of_windows_are_no_change(home: Path) -> None:
    path = home / "ci/install.sh"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert upgraded(home, "--yes").exit_code == 0


@pytest.mark.parametrize("forge", FORGES[1:])
def test_every_forge_keeps_its_own_files(forge: str, tmp_path: Path) -> None:
    home = begin(tmp_path / "campaign", forge)
    before = files(home)
    assert "什么也不用改" in done(
        "upgrade", "--root", home, "--wheel", tmp_path / "pingyi-0.1.0-py3-none-any.whl", "--yes"
    )
    assert files(home) == before


def test_data_of_a_later_tool_is_left_alone(home: Path) -> None:
    campaign = home / "data/campaign.yml"
    campaign.write_text(f"format: {FORMAT + 1}\n{campaign.read_text('utf-8')}", encoding="utf-8")
    before = files(home)
    refused = upgraded(home, "--yes")
    assert refused.exit_code == 2
    assert "请用更新的程序" in refused.output
    assert files(home) == before


def test_reported_figures_change_no_more_once_something_is_released(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MIGRATIONS", [*formats.MIGRATIONS, Migration(lambda texts: {}, figures=True)])
    assert upgraded(home).exit_code == 1  # shown, and asked
    (home / "data/releases").mkdir()
    refused = upgraded(home, "--yes")
    assert refused.exit_code == 2
    assert "data/releases" in refused.output
