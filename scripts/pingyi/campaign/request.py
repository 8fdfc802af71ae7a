"""What a run of the check is asked for: where reports are read from, what judges them, and by whom a change is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pingyi.campaign.workers import Workers
from pingyi.check.permissions import Members
from pingyi.load.changes import resolve
from pingyi.load.source import Commit, Folder, Source

Verify = Callable[[Source, str], list[str]]
"""What is wrong with the release of that name in what is proposed, in sentences."""


@dataclass(frozen=True, slots=True)
class Request:
    """Where reports are read from: the root, a commit or tree, or a folder; and since when a change by whom is judged.

    `maintainers`: who may change what is neither data nor docs; None where code owners on a forge look at it. `members`:
    logins by team. `as_of`: the day after which nothing can have happened; default: the campaign's clock. `verify`: makes
    releases again, which stands above this room. `workers`: see `check_campaign`.
    """

    root: Path
    proposed: str | None = None
    folder: Path | None = None
    base: str | None = None
    author: str | None = None
    maintainers: frozenset[str] | None = None
    members: Members | None = None
    as_of: date | None = None
    verify: Verify | None = None
    workers: Workers | None = None

    @property
    def source(self) -> Source | None:
        if self.proposed is not None:
            return Commit(self.root, resolve(self.root, self.proposed))
        return Folder(self.folder) if self.folder else None

    @property
    def grounds(self) -> Source:
        """Whose campaign and roster judge the reports: main's, never a proposal's. What is edited at home judges itself."""
        if self.base is not None and self.proposed is not None:
            return Commit(self.root, resolve(self.root, self.base))
        return Folder(self.root)
