"""The first-parent line of main, each commit with the day on which main came to hold it.

The day is the server's where its log of receipt has it, else the committer's. Days along the line cannot run backwards:
those that contradict most of their neighbours, or that no commit can have, are not believed. Such a commit counts for the
day of the commit before it: main cannot have held it earlier.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pingyi.load.receipt_log import Receipt, receipt_log
from pingyi.load.source import GitError, NoGitError, git

EARLIEST = date(2005, 4, 7)
"""The day of Git's first commit."""


class HistoryError(Exception):
    """The time of receipt cannot be known. `rule` says why; `reason` is what Git said."""

    def __init__(self, rule: str, reason: str = "") -> None:
        super().__init__(f"{rule}: {reason}" if reason else rule)
        self.rule, self.reason = rule, reason


@dataclass(frozen=True, slots=True)
class MainlineStep:
    """A commit of the line. `said`: the day recorded for it; `day`: the one that counts, never before the last step's."""

    commit: str
    parent: str
    said: date
    day: date


@dataclass(frozen=True, slots=True)
class Mainline:
    """The line, oldest first. `logged`: the server's log of receipt was found; `unread`: commits with notes that are none."""

    steps: Sequence[MainlineStep]
    logged: bool
    unread: Sequence[str]

    def held_by(self, day: date) -> str:
        """The last commit that main held by the end of a day. Raises `HistoryError` where it held none."""
        place = bisect_right(self.steps, day, key=lambda step: step.day)
        if not place:
            raise HistoryError("history-later", day.isoformat())
        return self.steps[place - 1].commit


def mainline(root: Path, timezone: str, today: date, tip: str = "HEAD") -> Mainline:
    """The line that ends in `tip`. `today`: no commit can be later. Raises `HistoryError`, too where there is no commit yet."""
    try:
        if is_shallow(root):
            raise HistoryError("history-shallow")
        if not _exists(root, tip):
            raise HistoryError("history-later", today.isoformat())
        lines = git(root, "rev-list", "--first-parent", "--parents", "--timestamp", "--reverse", tip, "--").decode()
        log, unread = receipt_log(root)
    except GitError as error:
        raise HistoryError(_reason(error), str(error)) from error
    commits = [line.split() for line in lines.splitlines()]
    said = list(_days(commits, log, ZoneInfo(timezone)))
    counted = believed(said, EARLIEST, today)
    steps = tuple(
        MainlineStep(commit, parents[0] if parents else "", recorded, day)
        for (_, commit, *parents), recorded, day in zip(commits, said, counted, strict=True)
    )
    known = {step.commit for step in steps}
    return Mainline(steps, bool(log), tuple(commit for commit in unread if commit in known))


MAIN = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
"""Where main is looked for: as the server last told it, else here."""


def on_main(root: Path, commit: str, tip: str | None = None) -> bool:
    """Whether main's first-parent line holds a commit. `tip`: where main is; default: the first of `MAIN`, else HEAD.

    Raises `GitError`.
    """
    tip = tip or next((ref for ref in MAIN if _exists(root, ref)), "HEAD")
    return commit in git(root, "rev-list", "--first-parent", tip, "--").decode().split()


def is_shallow(root: Path) -> bool:
    """Whether only a part of the history is here. Raises `GitError`."""
    return git(root, "rev-parse", "--is-shallow-repository").strip() != b"false"


def believed(days: Sequence[date], earliest: date, latest: date) -> list[date]:
    """For each day in a row the one that counts: its own if it lies on the longest run that never goes back.

    Any other takes the one before it (the first ones: the next). Of equally long runs the one that begins first counts.
    """
    run = _longest_run(days, earliest, latest)
    counted = []
    before = days[run[0]] if run else latest
    kept = set(run)
    for place, day in enumerate(days):
        before = day if place in kept else before
        counted.append(before)
    return counted


def _longest_run(days: Sequence[date], earliest: date, latest: date) -> list[int]:
    """Places of the longest subsequence of possible days that never decreases, by patience sorting from its end."""
    ends: list[int] = []
    keys: list[int] = []
    after: dict[int, int | None] = {}
    for place in reversed([place for place, day in enumerate(days) if earliest <= day <= latest]):
        key = -days[place].toordinal()
        length = bisect_right(keys, key)
        after[place] = ends[length - 1] if length else None
        ends[length : length + 1] = [place]
        keys[length : length + 1] = [key]
    run = []
    following = ends[-1] if ends else None
    while following is not None:
        run.append(following)
        following = after[following]
    return run


def _days(commits: Sequence[Sequence[str]], log: Mapping[str, Receipt], zone: ZoneInfo) -> Iterator[date]:
    """The recorded day of each commit, oldest first: a push counts for every commit that came with it."""
    came: list[date] = []
    push: Receipt | None = None
    for seconds, commit, *_ in reversed(commits):
        push = log.get(commit, None if push and push.old == commit else push)
        came.append(push.at.astimezone(zone).date() if push else _day(int(seconds), zone))
    return reversed(came)


def _day(seconds: int, zone: ZoneInfo) -> date:
    """The day of a committer's time, which may be any number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()
    except (OverflowError, ValueError, OSError):
        return date.max


def _exists(root: Path, tip: str) -> bool:
    try:
        git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{tip}^{{commit}}")
    except GitError as error:
        if str(error):
            raise
        return False
    return True


def _reason(error: GitError) -> str:
    """The rule that says why Git does not answer. Its messages are asked for in English (`source.git`)."""
    if isinstance(error, NoGitError):
        return "history-no-git"
    if "not a git repository" in str(error):
        return "history-missing"
    return "history-refused" if "dubious ownership" in str(error) else "history-unreadable"
