"""The whole tool in one file for machines without network: wheels for some platforms, locked, with installers and a sample."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from packaging.markers import default_environment
from packaging.requirements import Requirement

from pingyi.campaign.demo import campaign_files
from pingyi.campaign.guide import rendered
from pingyi.campaign.pinned import Pinned, StartError
from pingyi.contract.assets import assets
from pingyi.load.tool_version import tool_version

GLIBC: Final = ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
"""UOS 20 and Kylin V10 have 2.28, and take what was built for older ones."""

PLATFORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "win_amd64": ("win_amd64",),
    **{
        f"manylinux_{machine}": (
            *(f"manylinux_{glibc}_{machine}" for glibc in GLIBC),
            *(f"manylinux{year}_{machine}" for year in ("2014", "2010", "1")),
        )
        for machine in ("x86_64", "aarch64")
    },
}
"""What pip calls each platform, newest first."""

SYSTEMS: Final = {"win_amd64": ("win32", "Windows", "AMD64"), "manylinux_x86_64": ("linux", "Linux", "x86_64"),
                  "manylinux_aarch64": ("linux", "Linux", "aarch64")}  # fmt: skip
SAMPLE_UNITS: Final = 30
EARLY, LATE = "0", "99"
"""The first and any later release of a version of Python: some requirements differ."""

Fetch = Callable[[str, str, str, Path], None]
"""Puts the wheels of a locked list of requirements for a platform and a version of Python into a folder."""


def kit_files(wheel: Pinned, platforms: Iterable[str], pythons: Iterable[str], fetch: Fetch) -> dict[str, bytes]:
    """Path to content of the kit. Raises `StartError` where a wheel cannot be had."""
    platforms, pythons = tuple(platforms), tuple(pythons)
    name = Path(wheel.requirement).name
    if wheel.content is None:
        raise StartError("kit-address", wheel=wheel.requirement)
    locked = assets("requirements.txt").read_text(encoding="utf-8")
    wheels = {name: wheel.content}
    for platform in platforms:
        for python in pythons:
            late = asked_there(locked, platform, f"{python}.{LATE}")
            early = [entry for entry in asked_there(locked, platform, f"{python}.{EARLY}") if entry not in late]
            wheels |= _wheels(late, platform, f"{python}.{LATE}", fetch)
            wheels |= _wheels(early, platform, f"{python}.{EARLY}", fetch) if early else {}
    own = Pinned(f"./wheels/{name}", wheel.digest)
    files = {f"wheels/{path}": content for path, content in sorted(wheels.items())}
    files |= {"requirements.txt": (own.line + locked).encode()}
    files |= dict(_installers(platforms, pythons, name))
    files |= {f"sample/{path}": text.encode() for path, text in campaign_files(SAMPLE_UNITS, seed=1)}
    sums = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
    return {**files, "SHA256SUMS": sums.encode()}


def asked_there(locked: str, platform: str, python: str) -> list[str]:
    """The requirements of a lock that hold on a platform and a release of Python."""
    system, named, machine = SYSTEMS[platform]
    there: dict[str, Any] = {**default_environment()} | {
        "sys_platform": system, "platform_system": named, "platform_machine": machine, "python_version": python.rpartition(".")[0],
        "python_full_version": python, "os_name": "nt" if system == "win32" else "posix",
    }  # fmt: skip
    kept = []
    for entry in _entries(locked):
        marker = Requirement(entry.split("\\")[0]).marker
        if marker is None or marker.evaluate(there):
            kept.append(entry)
    return kept


def _entries(locked: str) -> Iterator[str]:
    """Each requirement with its hashes."""
    entry = ""
    for line in locked.splitlines(keepends=True):
        if entry and not line.startswith((" ", "#")):
            yield entry
            entry = ""
        if not line.lstrip().startswith("#"):
            entry += line
    yield from [entry] if entry else []


def _wheels(locked: list[str], platform: str, python: str, fetch: Fetch) -> dict[str, bytes]:
    with TemporaryDirectory() as home:
        fetch("".join(locked), platform, python, Path(home))
        return {path.name: path.read_bytes() for path in sorted(Path(home).glob("*.whl"))}


def fetch_by_pip(locked: str, platform: str, python: str, folder: Path) -> None:
    """Through pip, from wherever it is set up to fetch; every wheel by its hash. Raises `StartError`."""
    asked = folder / "asked.txt"
    asked.write_text(locked, encoding="utf-8")
    tags = [option for tag in PLATFORMS[platform] for option in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
               "--only-binary", ":all:", "--python-version", python, *tags, "--dest", str(folder), "--requirement", str(asked)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise StartError("kit-pip", platform=platform, python=python, why=done.stderr.strip().rpartition("\n")[2])


def _installers(platforms: tuple[str, ...], pythons: tuple[str, ...], wheel: str) -> Iterator[tuple[str, bytes]]:
    """What is run first, in the code page and line ends of the system that runs it."""
    shown = {"pythons": pythons, "platforms": platforms, "wheel": wheel, "version": f"pingyi {tool_version()}"}
    yield "README.txt", rendered("README.txt", "kit", **shown).replace("\n", "\r\n").encode("utf-8-sig")
    if any(platform.startswith("win") for platform in platforms):
        yield "install.bat", rendered("install.bat", "kit", **shown).replace("\n", "\r\n").encode("gbk")
    if any(platform.startswith("manylinux") for platform in platforms):
        yield "install.sh", rendered("install.sh", "kit", **shown).encode()
