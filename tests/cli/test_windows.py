"""Windows, as far as another system can play it: two drives, a console and files in code page 936, folders deep down.

CI runs the wheel on Windows itself (`.github/workflows/test.yml`).
"""

from __future__ import annotations

import ntpath
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from pingyi.cli.shared import short
from support.approvals import LEVELS
from support.campaigns import copied
from support.commands import run

COMMANDS = """
import sys
from pingyi.cli import cli
for line in sys.argv[1:]:
    cli(line.split("|"), standalone_mode=False)
"""


def test_a_file_on_another_drive_is_named_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """No path leads from one drive to another: Python raises `ValueError` there."""
    monkeypatch.setattr("os.path.relpath", ntpath.relpath)
    elsewhere = PureWindowsPath(r"Q:\评议\site\index.html")
    with pytest.raises(ValueError, match="mount"):
        ntpath.relpath(elsewhere, r"C:\tool")
    monkeypatch.setattr("os.path.relpath", lambda path: ntpath.relpath(path, r"C:\tool"))
    assert short(elsewhere) == r"Q:\评议\site\index.html"
    assert short(PureWindowsPath(r"C:\tool\site\index.html")) == r"site\index.html"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine whose code page is 936: what Python opens without naming an encoding it reads as that."""
    places = tmp_path_factory.mktemp("locale")
    if shutil.which("localedef") is None:
        pytest.skip("localedef is not installed: no locale in GBK can be made")
    subprocess.run(["localedef", "-f", "GBK", "-i", "zh_CN", str(places / "zh_CN.GBK")], check=True)
    return {**os.environ, "LOCPATH": str(places), "LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}


def test_on_code_page_936_everything_is_read_and_said(office: dict[str, str], tmp_path: Path) -> None:
    """Chinese comes out as Chinese, without an escape, and no file of ours is opened by the machine's code page."""
    root = copied(tmp_path / "campaign", LEVELS)
    (root / "data/units/library/night-room.yml").write_text("unit: library/night-room\nstatus: 完成\n", "utf-8")
    lines = [
        "check", "queue", "remind", "new|library/book-van", "schema", "decide|hall/household|--accept|--post|科长",
        "explain|hall|service/speed",
    ]  # fmt: skip
    command = [sys.executable, "-X", "warn_default_encoding", "-c", COMMANDS, *(line.encode("gbk") for line in lines)]
    ended = subprocess.run(command, cwd=root, env=office, capture_output=True, check=False)
    said, errors = ended.stdout.decode("gbk"), ended.stderr.decode("gbk")
    assert ended.returncode == 0, errors
    assert all(word in said for word in ("检查了", "户籍社保窗口", "发给：hall-clerk", "写好 1 个文件", "有效票"))
    assert not re.findall(r"\\[xuU][0-9a-f]{2,}", said + errors)
    assert not re.findall(r".*/pingyi/.*EncodingWarning.*", errors)
    assert "post: 科长" in (root / "data/decisions/hall/household.d/0001.yml").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["/".join(["很长的文件夹名称" * 5] * 6), os.fsdecode("评议".encode("gbk"))], ids=["long", "gbk"]
)
def test_a_folder_may_lie_deep_or_have_a_name_that_is_no_utf_8(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    root.mkdir(parents=True)
    copied(root / "campaign", LEVELS)
    for command in (["check"], ["new", "library/book-van"], ["schema"], ["explain", "hall", "service/speed"]):
        assert run(*command, "--root", root / "campaign").exit_code == 0, command
    assert (root / "campaign/data/units/library/book-van.yml").exists()
