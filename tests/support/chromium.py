"""A Chromium and a Chinese font for the browser tests: find them, or with --install put them there. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""The same engine without the windows that nobody looks at: it takes a third of the time."""
NAMES = (
    *SHELLS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
)  # fmt: skip
MACOS = tuple(
    f"{home}/Applications/{name}.app/Contents/MacOS/{name}"
    for home in ("", str(Path.home()))
    for name in ("Chromium", "Google Chrome", "Microsoft Edge")
)
WINDOWS = tuple(
    f"{os.environ[home]}\\{place}"
    for home in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    for place in (
        "Chromium\\Application\\chrome.exe",
        "Google\\Chrome\\Application\\chrome.exe",
        "Microsoft\\Edge\\Application\\msedge.exe",
    )
    if home in os.environ
)
PLACES = {"darwin": MACOS, "win32": WINDOWS}
MISSING = "The browser tests need {}; install it, or name a Chromium or Chrome in the variable PINGYI_CHROMIUM."


def find() -> str | None:
    """The path of a Chromium, Chrome or Edge. PINGYI_CHROMIUM decides where it is set, even to something that is not there."""
    if named := os.environ.get("PINGYI_CHROMIUM"):
        return shutil.which(named)
    on_path = (shutil.which(name) for name in NAMES)
    in_place = (place for place in PLACES.get(sys.platform, ()) if Path(place).is_file())
    return next(filter(None, on_path), None) or next(in_place, None)


def has_chinese_font() -> bool:
    """macOS and Windows always have one; elsewhere fontconfig knows."""
    if sys.platform in PLACES:
        return True
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def missing(browser: str = "chromium") -> dict[str, tuple[str, ...]]:
    """What is not there, in words, and the Debian packages that bring it."""
    packages = {
        "Chromium or Chrome": () if find() else (browser,),
        "a Chinese font such as Noto Sans CJK": () if has_chinese_font() else ("fontconfig", "fonts-noto-cjk"),
    }
    return {words: names for words, names in packages.items() if names}


def apt_install(packages: list[str]) -> None:
    """Try to install Debian packages, where that may be done."""
    if packages and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


def install() -> None:
    """Install what is missing where apt-get may be used; elsewhere, or where that fails, end with a sentence that says what is missing."""
    for browser in (SHELLS[0], "chromium"):
        apt_install([package for packages in missing(browser).values() for package in packages])
    if still := missing():
        sys.exit(MISSING.format(" and ".join(still)))


if __name__ == "__main__":
    if sys.argv[1:] != ["--install"]:
        sys.exit("usage: chromium.py --install")
    install()
