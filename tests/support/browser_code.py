"""The browser's own code, run outside of a page: bundled once, driven in Node with requests and answers in JSON."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from pingyi.check.verdict import Judge
from pingyi.contract.assets import CHECKOUT
from pingyi.doors.form_contract import browser_contract, row

WEB = CHECKOUT / "scripts/web"


def tool(name: str) -> str:
    """A program that the virtual environment brings, as Node does, or the machine has."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    assert found, f"{name} is missing: run make test"
    return found


@cache
def driver() -> Path:
    """The bundled `scripts/web/tests/driver.ts`."""
    return bundled("driver.ts")


def bundled(name: str) -> Path:
    """A bundle of a script in `scripts/web/tests`."""
    bundle = (Path(mkdtemp(prefix="pingyi-driver-")) / name).with_suffix(".js")
    command = [tool("node"), str(WEB / "node_modules/esbuild/bin/esbuild"), str(WEB / "tests" / name)]
    subprocess.run([*command, "--bundle", "--target=es2020", f"--outfile={bundle}", "--log-level=warning"], check=True)
    return bundle


def session(judge: Judge, requests: list[dict[str, Any]]) -> dict[str, Any]:
    """Requests with the contract and the names that they are judged by."""
    return {
        "contract": browser_contract(judge.contract, judge.catalogue, judge.campaign),
        "names": [[unit.id, unit.name] for unit in judge.roster.values()],
        "requests": requests,
    }


def in_node(judge: Judge, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of one Node process."""
    given = json.dumps(session(judge, requests), ensure_ascii=False).encode()
    done = subprocess.run([tool("node"), str(driver())], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def request(judge: Judge, unit: str, text: str, **more: object) -> dict[str, Any]:
    """A report of a unit, to be read and judged."""
    known = judge.roster.get(unit)
    return {"text": text, **({"unit": row(known)} if known else {}), **more}
