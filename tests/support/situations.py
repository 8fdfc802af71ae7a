"""Examples as roots to check: files of `examples/`, and situations that no file in Git can make."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import IO

import pytest

from pingyi.campaign.open import CannotOpenError, open_campaign
from pingyi.check.catalogue import Catalogue
from pingyi.contract.schemas import Contract
from pingyi.load.documents import own_document
from pingyi.load.normalform import MAX_NODES
from pingyi.model import Finding
from support.places import INVALID

FULL = bool(os.environ.get("PINGYI_FULL"))

UNIT = "city-jia/highway"
REPORT = f"data/units/{UNIT}.yml"
DRAFT = f"unit: {UNIT}\nstatus: draft\nreported_on: 2012-02-07\n"

Result = tuple[Sequence[Finding], Catalogue, int]


def write(root: Path, path: str, text: str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def link(path: Path, target: Path | str) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system allows no symbolic links")


def headers(example: Path) -> dict[str, str]:
    """The comments `# key: value` in an example's reports."""
    files = [example] if example.is_file() else sorted(example.rglob("*.yml"))
    text = "".join(file.read_bytes().decode("utf-8-sig", "replace") for file in files)
    return dict(re.findall(r"^# (unit|also): (.+?)\r?$", text, re.MULTILINE))


def use_received(root: Path) -> None:
    """Let the campaign count the time of the merge."""
    text = (root / "data/campaign.yml").read_text(encoding="utf-8")
    assert "timeliness: declared" in text
    write(root, "data/campaign.yml", text.replace("timeliness: declared", "timeliness: received"))


def git(folder: Path, *arguments: str, day: str | None = None) -> str:
    author = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    when = {f"GIT_{who}_DATE": f"{day}T12:00:00+0800" for who in ("AUTHOR", "COMMITTER") if day}
    command = ["git", *author, "-C", str(folder), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | when)
    return done.stdout.strip()


def history(root: Path, *days: str) -> None:
    """A repository with an empty commit on each day: always the same hashes."""
    git(root, "init", "--quiet")
    for day in days:
        git(root, "commit", "--quiet", "--allow-empty", "--message", "change", day=day)


# Each situation takes a sample root and returns the root to check.


def too_large(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, DRAFT + "# 填\n" * 2**18)
    return root


def too_many_values(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, f"{DRAFT}a: [{'1,' * MAX_NODES}]\n")
    return root


def attached(root: Path, count: int, content: bytes) -> Path:
    files = [f"a{number}.pdf" for number in range(count)]
    used = "".join(f"- {{file: {file}, title: 附件}}\n" for file in files[:20])
    folder = write(root, REPORT, f"{DRAFT}attachments:\n{used}").with_suffix(".files")
    folder.mkdir()
    for file in files:
        (folder / file).write_bytes(content)
    return root


def many_files(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    return attached(root, 181, b"%PDF-")


def large_files(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each is as large as one may be."""
    return attached(root, 9, b"%PDF-".ljust(5 * 2**20))


def absent(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    (root / "data/roster.csv").unlink()
    return root


def symlink(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """Else a pull request could show any file of the machine that checks it."""
    (root / REPORT).parent.mkdir(parents=True)
    link(root / REPORT, write(root.parent, "secret.yml", DRAFT))
    return root


def unreadable(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, DRAFT)

    def refuse(path: str, mode: str) -> IO[bytes]:
        if Path(path).as_posix().endswith(REPORT):
            raise PermissionError(13, "Permission denied")
        return Path(path).open(mode)

    monkeypatch.setattr("pingyi.load.source.open", refuse, raising=False)
    return root


def not_evaluated(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, DRAFT)
    first = Contract(own_document(root, "data/campaign.yml").data).rules[0]
    rules = (dataclasses.replace(first, each=None, rule="1 / 0 == 1"),)
    monkeypatch.setattr(Contract, "rules", property(lambda _self: rules))
    return root


def no_history(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    use_received(root)
    return root


def shallow_history(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    use_received(root)
    git(root, "init", "--quiet")
    for message in ("first", "second"):
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    clone = root.parent / "clone"
    git(root, "clone", "--quiet", "--depth", "1", root.as_uri(), str(clone))
    return clone


def submodule(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, f"{REPORT}/.git", "gitdir: elsewhere\n")
    return root


def inspected(*names: str) -> Callable[[Path, pytest.MonkeyPatch], Path]:
    """Inspections of such names: no checkout of ours could hold them on every machine."""

    def make(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
        for name in names:
            write(
                root,
                f"data/inspections/{name}",
                "unit: city-jia\nheld_on: 2012-02-03\nby: [督查组组长]\nsummary: 看了记录。\n",
            )
        return root

    return make


def no_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_received(root)
    monkeypatch.setenv("PATH", str(root.parent / "nowhere"))
    return root


def foreign_history(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of somebody else's, as on a server or in a container."""
    use_received(root)
    history(root, "2012-02-01")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    return root


def broken_history(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    use_received(root)
    history(root, "2012-02-01", "2012-02-02")
    first = git(root, "rev-parse", "HEAD~1")
    (root / ".git/objects" / first[:2] / first[2:]).unlink()
    return root


def no_commit(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_received(root)
    git(root, "init", "--quiet")
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: date(2012, 2, 17))
    return root


def backwards(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """A date that a stranger wrote into his commit."""
    use_received(root)
    history(root, "2012-02-01", "1970-01-02", "2012-02-03")
    return root


def strange_note(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    use_received(root)
    history(root, "2012-02-01")
    git(root, "notes", "--ref=pingyi-received", "add", "-m", "received on time")
    return root


SITUATIONS: dict[str, Callable[[Path, pytest.MonkeyPatch], Path]] = {
    "file-absent": absent,
    "file-character": inspected("a:b.yml"),
    "file-ending": inspected(" a.yml"),
    "file-normal-form": inspected("e\u0301.yml"),
    "file-path-long": inspected("a" * 180 + ".yml"),
    "file-submodule": submodule,
    "file-symlink": symlink,
    "file-twin": inspected("a.yml", "A.yml"),
    "files-too-large": large_files,
    "files-too-many": many_files,
    "file-too-large": too_large,
    "file-unreadable": unreadable,
    "history-backwards": backwards,
    "history-later": no_commit,
    "history-missing": no_history,
    "history-no-git": no_git,
    "history-note": strange_note,
    "history-refused": foreign_history,
    "history-shallow": shallow_history,
    "history-unreadable": broken_history,
    "rule-not-evaluated": not_evaluated,
    "yaml-nodes": too_many_values,
}
EXAMPLES = {path.name.removesuffix(".yml"): path for path in sorted(INVALID.iterdir())}


def build(rule: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root that an example stands for."""
    if rule in SITUATIONS:
        return SITUATIONS[rule](root, monkeypatch)
    example = EXAMPLES[rule]
    if example.is_dir():
        shutil.copytree(example, root, dirs_exist_ok=True)
    else:
        place_report(root, example)
    return root


def place_report(root: Path, example: Path) -> None:
    report = root / f"data/units/{headers(example)['unit']}.yml"
    report.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(example, report)


def expected(rule: str) -> set[str]:
    """The rule of the example, and the others that its `# also:` admits."""
    example = EXAMPLES.get(rule)
    return {rule, *(headers(example).get("also", "") if example else "").split()}


def judge(root: Path) -> Result:
    try:
        opened = open_campaign(root)
    except CannotOpenError as error:
        return error.findings, error.catalogue, 0
    return opened.findings, opened.catalogue, len(opened.contents.paths)
