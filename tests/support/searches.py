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
    request = {"folder": f"{(site / 'search').as_uri()}/", "questions": questions, "most": most}
    given = json.dumps(request, ensure_ascii=False).encode()
    done = subprocess.run([tool("node"), str(_searching())], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    answers: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return answers


@cache
def _searching() -> Path:
    return bundled("searching.ts")
