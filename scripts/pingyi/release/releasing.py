"""The two things to do with a release: make one, and verify one against its commit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pingyi.attack import Audit
from pingyi.attack.system import Publication
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign
from pingyi.figures.internal import internal_tables
from pingyi.files.write import write
from pingyi.load.releases import RELEASES, Release, read_releases
from pingyi.load.source import Folder, GitError, git
from pingyi.protect.sums import figures
from pingyi.release.making import Made, Released, make
from pingyi.release.manifest import differences, released_tables

AS_IT_IS = "* -text\n"
"""Git must not change line ends: a release is verified byte for byte."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class ReleaseError(Exception):
    """A release that cannot be made or verified, and why."""


class UnsafeError(ReleaseError):
    """A release in which few people could be found out."""

    def __init__(self, audit: Audit) -> None:
        super().__init__(f"{len(audit.narrow)} protected figures could be worked out")
        self.audit = audit


def release(root: Path, name: str, judged: Judged) -> Made:
    """Make, attack and write `data/releases/NAME` of a campaign that passed the gate. Raises `ReleaseError`."""
    commit = judged.commit or _commit(root)
    if not NAME.fullmatch(name):
        raise ReleaseError(f"{name}: a name has small letters, digits and hyphens only")
    if (root / RELEASES / name).exists():
        raise ReleaseError(f"{RELEASES}/{name} exists; a release never changes, so give the new one another name")
    if changed := git(root, "status", "--porcelain", "--", "data").decode().splitlines():
        raise ReleaseError(
            f"data/ differs from the commit, which must hold all that is published: {changed[0].strip()}"
        )
    made = _made(root, name, commit, judged, root / "build/releases" / name)
    if made.audit.narrow:
        raise UnsafeError(made.audit)
    write(root / RELEASES / name, made.files)
    write(root / RELEASES, {".gitattributes": AS_IT_IS}, prune=False)
    return made


def verify(root: Path, name: str) -> list[str]:
    """The files of a release that differ from what its commit gives, each with what is wrong. Raises `ReleaseError`."""
    found = next((found for found in read_releases(Folder(root)) if found.name == name), None)
    if found is None:
        raise ReleaseError(f"{RELEASES}/{name}: no such release")
    if wrong := differences(found):
        return wrong
    try:
        with checkout(root, str(found.manifest["commit"])) as home, TemporaryDirectory() as folder:
            as_of = date.fromisoformat(found.manifest["as_of"])
            made = _made(home, name, found.manifest["commit"], open_campaign(home, as_of), Path(folder))
    except (KeyError, ValueError, GitError) as error:
        return [f"manifest.json: {error}"]
    names = sorted({*made.files, *found.files})
    return [f"{file}: not what the commit gives" for file in names if made.files.get(file) != found.files.get(file)]


@contextmanager
def checkout(root: Path, commit: str) -> Iterator[Path]:
    """The campaign's folder as it was at a commit, with its history, in a place of its own."""
    prefix = git(root, "rev-parse", "--show-prefix").decode().strip()
    home = git(root, "rev-parse", "--show-toplevel").decode().strip()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        git(root, "clone", "--quiet", "--shared", "--no-checkout", home, folder)
        git(Path(folder), "checkout", "--quiet", "--detach", commit, "--")
        yield Path(folder) / prefix


def _made(root: Path, name: str, commit: str, judged: Judged, folder: Path) -> Made:
    tables = internal_tables(judged)
    before = [_true(root, release) for release in read_releases(Folder(root))]
    about = Released(name, commit, judged.as_of, judged.campaign, tables)
    return make(about, before, folder)


def _true(root: Path, release: Release) -> Publication:
    """An earlier release with the figures that it was made from: the attack must know what it would give away."""
    with checkout(root, str(release.manifest["commit"])) as home:
        judged = open_campaign(home, date.fromisoformat(release.manifest["as_of"]))
        tables = internal_tables(judged)
    categories = dict(zip(tables["units"]["unit"], tables["units"]["category"], strict=True))
    known = figures(tables, judged.campaign)
    return Publication(release.name, released_tables(release), known, categories)


def _commit(root: Path) -> str:
    try:
        return git(root, "rev-parse", "HEAD").decode().strip()
    except GitError as error:
        raise ReleaseError(f"a release is made from a commit, and there is none: {error}") from error
