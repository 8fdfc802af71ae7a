"""Make a release: of what a commit holds, after all earlier ones, so that together they find out nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from pingyi.attack.contradiction import unequal
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign
from pingyi.load.mainline import is_shallow, on_main
from pingyi.load.releases import ATTRIBUTES, COUNTED, NAME, RELEASES, read_releases
from pingyi.load.source import Commit, GitError, git
from pingyi.release.counted import RANDOM_BYTES, counted_now
from pingyi.release.frozen import earlier_release, names_of, released
from pingyi.release.held import held_sentences
from pingyi.release.keeping import keep, sweep
from pingyi.release.making import Made, Released, make
from pingyi.release.together import coalition_sentences
from pingyi.release.words import ReleaseError, listed


@dataclass(frozen=True, slots=True)
class MadeRelease:
    """A release that was made, what it was made of, and the number of reports that counted."""

    made: Made
    about: Released
    reports: int
    remarks: list[str]
    """What was held back, and what siblings find out together, in sentences."""


def release(root: Path, name: str, judged: Judged) -> MadeRelease:
    """Make, attack and write `data/releases/NAME` of a campaign that passed the gate. Raises `ReleaseError` and `GitError`."""
    head = _ready(root, name)
    commit = judged.commit or head
    if not on_main(root, commit):
        raise ReleaseError("not-on-main", commit=commit)
    if judged.commit is None:
        # On disk may lie other line ends, and files that Git was told to ignore.
        judged = open_campaign(root, judged.as_of, commit=commit)
    counted = counted_now(judged, token_hex(RANDOM_BYTES))
    before = read_releases(Commit(root, head))
    link = before[-1].link if before else None
    about = released(name, commit, judged.as_of, counted, judged.contents, before=link)
    names = names_of(judged.contents)
    if units := dict.fromkeys(unequal(about.figures)):
        raise ReleaseError("not-adding-up", units=listed(names[unit] for unit in units))
    earlier = [earlier_release(root, found) for found in before]
    made = make(about, earlier, root / "build/releases" / name)
    remarks = [*held_sentences(made.held, about.campaign, names), *coalition_sentences(made.coalitions(), names)]
    keep(root, name, made.files, counted.written())
    return MadeRelease(made, about, len(counted.reports), remarks)


def _ready(root: Path, name: str) -> str:
    """The commit that is checked out, where it holds all of `data/` and the name is free. Raises `ReleaseError`."""
    if not NAME.fullmatch(name):
        raise ReleaseError("name", name=name)
    try:
        head = git(root, "rev-parse", "--verify", "HEAD^{commit}").decode().strip()
    except GitError as error:
        raise ReleaseError("no-commit", reason=error) from error
    if is_shallow(root):
        raise ReleaseError("shallow")
    sweep(root)
    if any((root / RELEASES / there).exists() for there in (name, f"{name}{COUNTED}")):
        raise ReleaseError("taken", name=name)
    plain = ("--porcelain", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=none")
    # What a release that was broken off may have left there, this one writes again.
    places = ("data", f":(exclude){RELEASES}/{ATTRIBUTES}")
    if changed := git(root, "status", *plain, "--", *places).decode("utf-8", "replace").split("\0")[0]:
        raise ReleaseError("not-committed", path=changed[3:])
    return head
