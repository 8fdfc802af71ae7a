"""A campaign without `approval:`: merging is acceptance, and nothing that is put out passes through the room of decisions."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

from pingyi import decisions, site
from pingyi.campaign.open import open_campaign
from pingyi.decisions.decision_words import decision_words
from pingyi.publish.audience import audience_tables
from support.approvals import LEVELS
from support.campaigns import copied
from support.forge import commit, git, run, start
from support.places import TOWN

UNIT = "data/units/library.yml"
ROOM = 50
"""It has more functions than these."""


def functions() -> Iterator[FunctionType]:
    """Every function and method of the room, also those behind a cache or a property."""
    for module in pkgutil.iter_modules(decisions.__path__, f"{decisions.__name__}."):
        members = vars(importlib.import_module(module.name)).values()
        own = [it for it in members if getattr(it, "__module__", "") == module.name]
        within = [part for it in own if inspect.isclass(it) for part in vars(it).values()]
        for it in [*own, *within]:
            bare = getattr(it, "__wrapped__", None) or getattr(it, "func", None) or getattr(it, "fget", None) or it
            if isinstance(bare, FunctionType) and bare.__module__ == module.name:
                yield bare


def reached(*_values: object, **_named: object) -> None:
    raise AssertionError("the room of decisions was entered")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> int:
    """The room is closed: who enters it, wherever he has its functions from, fails. How many were closed."""
    found = {id(it): it for it in functions() if not it.__closure__}.values()
    decision_words.cache_clear()
    for it in found:
        monkeypatch.setattr(it, "__code__", reached.__code__)
    return len(found)


def test_pages_dataset_and_sheets_need_no_decisions(tmp_path: Path, closed: int) -> None:
    root = copied(tmp_path / "town", TOWN)
    judged = open_campaign(root)
    site.stage(root, judged, audience_tables(judged, "internal"), root / "site")
    written = {path.suffix for path in (root / "build/docs").rglob("*.*")}
    assert written >= {".md", ".csv", ".json", ".xlsx", ".docx", ".pdf", ".xml", ".js"}
    assert closed > ROOM


def test_the_comment_of_a_request_needs_no_decisions(tmp_path: Path, closed: int) -> None:
    root = start(copied(tmp_path / "town", TOWN), {})
    git(root, "switch", "--quiet", "--create", "request")
    commit(root, {UNIT: (root / UNIT).read_text("utf-8") + "# 看过\n"})
    options = ("--changed-since", "main", "--proposed", "request", "--author", "somebody", "--format", "markdown")
    assert "审核到哪一步" not in run(root, *options)[1]
    assert closed > ROOM


@pytest.mark.usefixtures("closed")
def test_a_campaign_that_approves_needs_them() -> None:
    """Else the others would say nothing."""
    with pytest.raises(AssertionError, match="was entered"):
        open_campaign(LEVELS)
