"""Verify a release: what its list says against the commit, and every byte against what that list gives again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pingyi.campaign.judged import Judged
from pingyi.campaign.open import CannotOpenError, open_campaign
from pingyi.figures.progress import standings
from pingyi.load.contents import unit_of
from pingyi.load.mainline import is_shallow, on_main
from pingyi.load.releases import MANIFEST, Release, read_releases
from pingyi.load.source import Folder, GitError, Source
from pingyi.model import Data
from pingyi.release.counted import CountedList, counted_now
from pingyi.release.frozen import changed, contents_of, counted_of, earlier_release, frozen, names_of
from pingyi.release.making import TOOL, Made, make
from pingyi.release.manifest import differences
from pingyi.release.words import ReleaseError, said

REFUSED = "failing"
"""The state of a unit whose final report, or row of the roster, today's rules refuse."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Sentences. `wrong`: what differs, and why; `remarks`: what today's rules would judge in another way."""

    wrong: list[str]
    remarks: list[str]
    commit: str


def proposed_faults(root: Path, source: Source, name: str, main: str) -> list[str]:
    """What is wrong with a release in a source; empty where it is what its commit, on the line of `main`, gives."""
    try:
        return verify(root, name, source, main).wrong
    except (ReleaseError, GitError) as error:
        return [str(error)]
    except CannotOpenError as error:
        return [said("cannot-open", n=len(error.findings))]


def verify(root: Path, name: str, source: Source | None = None, main: str | None = None) -> Verification:
    """Compare a release with what its commit gives. `source`: where it is read from; `main`: where main is.

    Raises `ReleaseError`, `CannotOpenError` and `GitError`.
    """
    releases = {found.name: found for found in read_releases(source or Folder(root))}
    if name not in releases:
        raise ReleaseError("none", name=name)
    if is_shallow(root):
        raise ReleaseError("shallow")
    release = releases[name]
    wrong, remarks = _compared(root, release, releases, main)
    return Verification(wrong, remarks, release.manifest.get("commit", ""))


def _compared(
    root: Path, release: Release, releases: dict[str, Release], main: str | None
) -> tuple[list[str], list[str]]:
    """What differs at the first step that finds anything, and remarks."""
    if wrong := differences(release):
        return wrong, []
    counted, contents = counted_of(release), contents_of(root, release)
    if not on_main(root, release.manifest["commit"], main):
        return [said("not-on-main", commit=release.manifest["commit"])], []
    if wrong := list(changed(counted, contents)):
        return wrong, []
    judged = open_campaign(root, date.fromisoformat(release.manifest["as_of"]), commit=release.manifest["commit"])
    if wrong := [
        *_not_received(counted, judged),
        *_left_out(counted, judged, release),
        *_accepted_otherwise(counted, judged),
    ]:
        return wrong, []
    earlier = [earlier_release(root, before) for before in _chain(release, releases)]
    with TemporaryDirectory() as folder:
        made = make(frozen(release, counted, judged.contents), earlier, Path(folder))
    return list(_unlike(release, made)), list(_judged_otherwise(counted, judged, release))


def _chain(release: Release, releases: dict[str, Release]) -> list[Release]:
    """The releases before one, oldest first. Raises `ReleaseError` where they are not those that it was made after, or another
    one was made after the same.
    """
    found: list[Release] = []
    while True:
        link = release.manifest["before"]
        if others := [other.name for other in releases.values() if other is not release and _after(other, link)]:
            raise ReleaseError("branched", name=release.name, other=others[0])
        if link is None:
            return found[::-1]
        before = releases.get(link["name"])
        if before is None:
            raise ReleaseError("earlier-absent", name=release.name, absent=link["name"])
        if before.link != link or before.fault or before in found:
            raise ReleaseError("earlier-replaced", name=release.name, before=link["name"])
        found.append(release := before)


def _after(release: Release, link: Data | None) -> bool:
    return not release.fault and release.before == (link["name"] if link else None)


def _not_received(counted: CountedList, judged: Judged) -> Iterator[str]:
    """Reports that counted and were not final by that day, or were received on another. No rule can change that."""
    states, names = _states(judged), names_of(judged.contents)
    for path, receipt in counted.reports.items():
        unit = unit_of(path)
        report = judged.reports.get(unit)
        about = {"name": names[unit], "path": path, "recorded": receipt.received, "as_of": judged.as_of}
        if states.get(unit, REFUSED) not in ("received", REFUSED):
            yield said("not-received", **about, state=said(f"state-{states[unit]}"))
        elif report and report.received != receipt.received:
            yield said("received-differs", **about, found=report.received)


def _accepted_otherwise(counted: CountedList, judged: Judged) -> Iterator[str]:
    """Reports of which the list says that other levels had accepted them than the decisions of that day do."""
    if judged.campaign.approval is None:
        return
    names, then = names_of(judged.contents), counted_now(judged, counted.random).reports
    for path, receipt in counted.reports.items():
        found = then.get(path)
        if found and found.accepted != receipt.accepted:
            values = {"recorded": _levels(receipt.accepted), "found": _levels(found.accepted)}
            yield said("accepted-differs", name=names[unit_of(path)], path=path, **values)


def _levels(accepted: tuple[str, ...] | None) -> str:
    return "、".join(accepted or ()) or said("accepted-none")


def _left_out(counted: CountedList, judged: Judged, release: Release) -> Iterator[str]:
    """Reports that count by today's rules and did not. Under another version of the tool the rules may be others."""
    if release.manifest["tool"] == TOOL:
        yield from (said("left-out", **about) for about in _unlisted(counted, judged))


def _judged_otherwise(counted: CountedList, judged: Judged, release: Release) -> Iterator[str]:
    """What today's rules would have decided in another way: a remark, as what was published stays."""
    states, names = _states(judged), names_of(judged.contents)
    for path in counted.reports:
        if states.get(unit_of(path), REFUSED) == REFUSED:
            yield said("now-failing", name=names[unit_of(path)], path=path)
    if release.manifest["tool"] != TOOL:
        yield said("other-tool", tool=release.manifest["tool"], now=TOOL)
        yield from (said("now-counting", **about) for about in _unlisted(counted, judged))


def _states(judged: Judged) -> dict[str, str]:
    """The state of every unit whose row of the roster is valid today."""
    return {unit: found.state for unit, found in standings(judged, judged.errors).items()}


def _unlisted(counted: CountedList, judged: Judged) -> Iterator[dict[str, object]]:
    for path, receipt in counted_now(judged, counted.random).reports.items():
        if path not in counted.reports:
            yield {"name": judged.roster[unit_of(path)].name, "path": path, "found": receipt.received}


def _unlike(release: Release, made: Made) -> Iterator[str]:
    """Files that are not what the list gives; of the manifest its fields."""
    for name in sorted({*made.files, *release.files} - {MANIFEST}):
        if made.files.get(name) != release.files.get(name):
            yield said("file", path=f"{release.name}/{name}", wrong=said("not-given"))
    given = json.loads(made.files[MANIFEST])
    fields = [key for key in {**given, **release.manifest} if given.get(key) != release.manifest.get(key)]
    if fields := [field for field in fields if field not in ("tool", "files")]:
        yield said("file", path=f"{release.name}/{MANIFEST}", wrong=said("fields-differ", fields="、".join(fields)))
    elif given == release.manifest and made.files[MANIFEST] != release.files[MANIFEST]:
        yield said("file", path=f"{release.name}/{MANIFEST}", wrong=said("other-spelling"))
