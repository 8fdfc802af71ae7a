"""A campaign repository brought to this version of the tool: what would be done, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pingyi.campaign.formats import migrated
from pingyi.campaign.owned import is_as_made, is_marked
from pingyi.campaign.owned_files import OWNED_FOLDERS, forge_of, owned_files
from pingyi.campaign.pinned import WHEEL_FOLDER, WHEEL_NAME, Pinned


@dataclass
class UpgradePlan:
    """What an upgrade writes and removes. `changed`: files of the tool that somebody edited, for which nothing is done at all;
    `taken`: those whose mark was taken out, which are the office's now.
    """

    format: int
    files: dict[str, str | bytes] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        """Whether everything is as this version makes it."""
        return not (self.files or self.removed)


def planned(root: Path, wheel: Pinned) -> UpgradePlan:
    """What bringing the repository at `root` to this version takes. Raises `StartError` where its data cannot follow."""
    found, data = migrated(root)
    plan = UpgradePlan(found, dict(data), renewed=list(data))
    owned = owned_files(forge_of(root), wheel)
    for path, text in owned.items():
        _weigh(plan, path, text, _text(root / path))
    for path in _marked(root):
        if path not in owned:
            (plan.removed if is_as_made(_text(root / path) or "") else plan.changed).append(path)
    for path, content in wheel.files.items():
        if not (root / path).is_file() or (root / path).read_bytes() != content:
            plan.files[path] = content
            plan.added.append(path)
    old = (
        path.relative_to(root).as_posix() for path in (root / WHEEL_FOLDER).glob("*") if WHEEL_NAME.fullmatch(path.name)
    )
    plan.removed += [path for path in sorted(old) if path not in wheel.files]
    return plan


def _weigh(plan: UpgradePlan, path: str, text: str, there: str | None) -> None:
    """Where a file of the tool goes: the mark says whether what is there may be replaced."""
    if there is None:
        plan.added.append(path)
    elif there == text:
        return
    elif not is_marked(there):
        plan.taken.append(path)
        return
    elif not is_as_made(there):
        plan.changed.append(path)
        return
    else:
        plan.renewed.append(path)
    plan.files[path] = text


def _text(path: Path) -> str | None:
    """A file's text with plain line ends; None where there is none."""
    return path.read_text("utf-8", errors="replace").replace("\r\n", "\n") if path.is_file() else None


def _marked(root: Path) -> Iterator[str]:
    """The files that a version of the tool wrote here."""
    for folder in OWNED_FOLDERS:
        for path in sorted((root / folder).glob("*")):
            if path.is_file() and path.suffix != ".md" and is_marked(_text(path) or ""):
                yield path.relative_to(root).as_posix()
