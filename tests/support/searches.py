"""Questions put to the search of a built site, by the browser's own code in Node."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from support.browser_code import bundled, tool


def asked(site: Path, questions: list[str], most: int = 5) -> list[list[dict[str, Any]]]:
    """The first answers to each question: `url`, `title`, `where`, `near`."""
    answers: list[list[dict[str, Any]]] = _said(site, questions, most)["answers"]
    return answers


def fetched(site: Path, question: str, most: int) -> int:
    """How many files the browser fetches for so many answers."""
    count: int = _said(site, [question], most)["fetched"]
    return count


def _said(site: Path, questions: list[str], most: int) -> dict[str, Any]:
    request = {"folder": f"{(site / 'search').as_uri()}/", "questions": questions, "most": most}
    given = json.dumps(request, ensure_ascii=False).encode()
    done = subprocess.run([tool("node"), str(_searching())], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@cache
def _searching() -> Path:
    return bundled("searching.ts")
