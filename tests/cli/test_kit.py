"""The tool in one file for machines without network: what is in it, and that it runs the main job cut off from everything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from pingyi.campaign import kit
from pingyi.campaign.kit import PLATFORMS, asked_there, kit_files
from pingyi.campaign.pinned import StartError, pinned
from pingyi.contract.assets import assets
from support.commands import done, run
from support.situations import FULL

PYTHONS = ("3.12", "3.11")
LOCKED = assets("requirements.txt").read_text(encoding="utf-8")
NO_NETWORK = ("unshare", "--net", "--map-root-user")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files of a kit for everything, its wheels made up: a name and a version each, none fetched."""

    def fetch(locked: str, platform: str, python: str, folder: Path) -> None:
        for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", locked, re.MULTILINE):
            (folder / f"{name}-{version}-{platform}.whl").write_bytes(f"{name} {python}".encode())

    monkeypatch.setattr(kit, "fetch_by_pip", fetch)
    wheel = tmp_path / "pingyi-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"the tool")
    options = [f"--python={python}" for python in PYTHONS]
    said = done("kit", "-o", tmp_path / "kit.zip", "--wheel", wheel, *options)
    assert "3.12" in said
    assert "MB" in said
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        return {name.removeprefix("pingyi-kit/"): archive.read(name) for name in archive.namelist()}


def test_everything_in_it_is_summed_and_locked(made: dict[str, bytes]) -> None:
    sums = dict(reversed(line.split("  ")) for line in made["SHA256SUMS"].decode().splitlines())
    assert sums == {path: sha256(content).hexdigest() for path, content in made.items() if path != "SHA256SUMS"}
    locked = made["requirements.txt"].decode()
    assert f"./wheels/pingyi-0.1.0-py3-none-any.whl \\\n    --hash=sha256:{sha256(b'the tool').hexdigest()}" in locked
    assert locked.endswith(LOCKED)
    assert {path.rpartition("-")[2] for path in made if path.startswith("wheels/")} >= {
        f"{name}.whl" for name in PLATFORMS
    }


def test_no_file_names_a_registry(made: dict[str, bytes]) -> None:
    texts = [
        content.decode("gbk" if path.endswith(".bat") else "utf-8")
        for path, content in made.items()
        if not path.endswith(".whl")
    ]
    registries = r"index-url|simple/|https?://(?!www\.apache\.org)"
    assert [found[0] for text in texts for found in re.finditer(registries, text)] == []


def test_each_platform_gets_what_it_needs(made: dict[str, bytes]) -> None:
    """Requirements that only some systems and versions have: marked so in the lock."""
    both = {name for name in ("numpy", "scipy") if len(re.findall(rf"^{name}==", LOCKED, re.MULTILINE)) == 2}
    assert both
    for name in both:
        assert len({path.rsplit("-", 1)[0] for path in made if path.startswith(f"wheels/{name}-")}) == 2
    marked = "colorama==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\nplain==1 \\\n    --hash=sha256:01\n    # via x\n"
    assert len(asked_there(marked, "win_amd64", "3.11.0")) == 2
    assert asked_there(marked, "manylinux_aarch64", "3.11.0") == ["plain==1 \\\n    --hash=sha256:01\n"]


def test_installers_look_for_python_first_and_say_which(made: dict[str, bytes]) -> None:
    batch, shell, about = (made[name] for name in ("install.bat", "install.sh", "README.txt"))
    for text in (batch.decode("gbk"), shell.decode(), about.decode("utf-8-sig")):
        assert "Python 3.12 或 3.11" in text
    for text in (batch.decode("gbk"), shell.decode()):
        assert text.index("sys.maxsize") < text.index("venv")
        assert "--no-index" in text
        assert "--require-hashes" in text
    assert batch.count(b"\r\n") == batch.count(b"\n") > 20
    # In code page 936 the second byte of a letter may be one that the shell obeys.
    assert not {
        letter
        for letter in batch.decode("gbk")
        if len(letter.encode("gbk")) == 2 and letter.encode("gbk")[1:] in b'|&<>^%"\\'
    }
    assert b"\r" not in shell
    assert subprocess.run(["sh", "-n"], input=shell, check=False).returncode == 0


def test_without_its_python_the_installer_says_what_to_install(made: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "install.sh").write_bytes(made["install.sh"].replace(b"3.12", b"3.99").replace(b"3.11", b"3.98"))
    found = subprocess.run(
        ["sh", str(tmp_path / "install.sh")], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert found.returncode == 1
    assert "没有找到 Python 3.99 或 3.98" in found.stderr


def test_what_cannot_be_packed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    address = f"https://office.example.org/pingyi-0.1.0-py3-none-any.whl#sha256={'0' * 64}"
    result = run("kit", "-o", tmp_path / "kit.zip", "--wheel", address)
    assert result.exit_code == 2
    assert "是网址" in result.output
    assert not (tmp_path / "kit.zip").exists()
    assert run("kit", "-o", tmp_path / "kit.zip", "--platform=amiga").exit_code == 2
    with pytest.raises(StartError, match="没有取到"):
        kit.fetch_by_pip("attrs==1 --hash=sha256:00\n", "win_amd64", "3.11.0", tmp_path)


@pytest.mark.skipif(not FULL, reason="fetches some 170 MB of wheels and installs them")
def test_unpacked_and_cut_off_it_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    files = kit_files(pinned(str(wheel)), ["manylinux_x86_64"], [python], kit.fetch_by_pip)
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    cut_off = (
        NO_NETWORK
        if shutil.which("unshare") and subprocess.run([*NO_NETWORK, "true"], check=False).returncode == 0
        else ()
    )
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PYTHONPATH": ""}
    subprocess.run([*cut_off, "sh", "install.sh"], cwd=tmp_path, env=environment, check=True)
    command = [*cut_off, "venv/bin/pingyi", "build", "--root", "sample"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "sample/site/index.html").is_file()
