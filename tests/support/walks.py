"""One walk through the site with a browser of its own, driven from Node: scripts/web/tests/walks/."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

from pingyi.contract.assets import CHECKOUT
from pingyi.contract.forge import Forge
from support import chromium, firefox
from support.browser_code import WEB, tool

CONTRACT = "assets/form/contract.js"
PICTURES = os.environ.get("PINGYI_PICTURES")
"""A folder for pictures of every step, where somebody wants to look."""

OLD = "chromium78"
UNPACKED = CHECKOUT / "build/chromium-78"
PACKED_FOR = ("Linux", "x86_64")


def path(browser: str) -> str | None:
    """Where the browser is, or is to be unpacked; None where this machine has none."""
    if browser == OLD:
        return str(UNPACKED) if (platform.system(), platform.machine()) == PACKED_FOR else None
    return firefox.find() if browser == "firefox" else chromium.find()


def walk(browser: str, width: int, parts: list[str], **job: Any) -> dict[str, Any]:
    """What was seen on the way; `job` is what scripts/web/tests/walks/walk.mjs takes."""
    shots = PICTURES and str(Path(PICTURES).resolve() / f"{browser}-{width}")
    given = {"browser": browser, "path": path(browser), "width": width, "parts": parts, "shots": shots, **job}
    command = [tool("node"), str(WEB / "tests/walks/walk.mjs")]
    done = subprocess.run(command, input=json.dumps(given).encode(), capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def with_forge(site: Path, folder: Path) -> Path:
    """The site, whose campaign lives on a forge: every file is a link to its own but the contract of the form."""
    shutil.copytree(site, folder, copy_function=os.symlink)
    head, sign, body = (site / CONTRACT).read_text("utf-8").partition("]=")
    contract = json.loads(body.rstrip(";\n"))
    contract["campaign"]["repository"] = Forge("github", "https://github.com/office/campaign", "main").addresses()
    (folder / CONTRACT).unlink()
    (folder / CONTRACT).write_text(f"{head}{sign}{json.dumps(contract)};", "utf-8")
    return folder
