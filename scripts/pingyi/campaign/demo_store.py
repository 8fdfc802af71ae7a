"""Where a synthetic campaign's reports go: into files, or straight into the objects of a new Git repository."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pingyi.campaign.demo import Shard, report_files
from pingyi.campaign.workers import here_or
from pingyi.load.contents import UNITS
from pingyi.load.source import GitError, git

SHARDS_APART_FROM = 20
"""Number of shards from which starting more processes pays."""

SEEN = ("/*", f"!/{UNITS}/")
"""What of such a repository is checked out: all but the reports."""

COMMIT = "commit refs/heads/main\ncommitter demo <demo@example.invalid> 1328054400 +0800\ndata 4\ndemo\n"


def into_folder(folder: Path, shards: Sequence[Shard]) -> Iterator[str]:
    """Writes each report as a file of an empty folder; gives its path."""
    for paths in here_or(None, len(shards), SHARDS_APART_FROM).map(partial(_written, folder), shards):
        yield from paths


def _written(folder: Path, shard: Shard) -> list[str]:
    files = report_files(shard)
    for path, text in files:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return [path for path, _ in files]


def into_repository(folder: Path, shards: Sequence[Shard]) -> Iterator[str]:
    """Makes a repository of the folder, its files and all reports in one commit; gives the path of each report."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    files = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.relative_to(folder).parts
    ]
    with subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None  # noqa: S101 - it is a pipe
        importing.stdin.write(COMMIT.encode())
        for file in files:
            importing.stdin.write(_entry(file.relative_to(folder).as_posix(), file.read_bytes()))
        for made in here_or(None, len(shards), SHARDS_APART_FROM).map(report_files, shards):
            for path, text in made:
                importing.stdin.write(_entry(path, text.encode()))
                yield path
    if importing.returncode:
        raise GitError("git fast-import failed")
    git(folder, "sparse-checkout", "set", "--no-cone", *SEEN)
    git(folder, "reset", "--quiet", "--hard", "main")


def _entry(path: str, content: bytes) -> bytes:
    """A file of the commit, as `git fast-import` takes it."""
    return f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
