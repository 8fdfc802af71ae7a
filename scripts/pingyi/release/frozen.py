"""What a release was made from: the reports that counted, as its commit holds them. Nobody is judged again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pingyi.attack.contradiction import contradicted
from pingyi.attack.facts import PlaceKey, UnknownFigureError
from pingyi.attack.publication import Publication
from pingyi.figures.tidy import own_figures
from pingyi.figures.tree import lineage
from pingyi.load import values
from pingyi.load.contents import CAMPAIGN, Contents, read, unit_of
from pingyi.load.releases import Release
from pingyi.load.roster import ROSTER
from pingyi.load.source import Commit, GitError, git
from pingyi.model import ROOT, Campaign, Data
from pingyi.protect.sums import figures
from pingyi.release.counted import CountedList, hashed, read_counted
from pingyi.release.earlier import abstained
from pingyi.release.making import Released
from pingyi.release.manifest import differences, released_tables
from pingyi.release.words import NAMED_IN_SENTENCE, ReleaseError, listed, said

NOT_AS_WRITTEN = (UnknownFigureError, KeyError, ValueError, TypeError, AttributeError)
"""What reading a file ends in that is not what this tool once wrote or accepted."""


def contents_of(root: Path, release: Release) -> Contents:
    """Everything below `data/` in the commit of a release, parsed when it is asked for. Raises `ReleaseError`."""
    commit = release.manifest["commit"]
    try:
        git(root, "cat-file", "-e", f"{commit}^{{commit}}")
        return read(Commit(root, commit))
    except GitError as error:
        raise ReleaseError("commit-gone", name=release.name, commit=commit) from error


def counted_of(release: Release) -> CountedList:
    """The list of what counted. Raises `ReleaseError`."""
    if release.counted is None:
        raise ReleaseError("before-counted", name=release.name)
    try:
        return read_counted(release.counted)
    except ValueError as error:
        raise ReleaseError("counted-unreadable", name=release.name) from error


def changed(counted: CountedList, contents: Contents) -> Iterator[str]:
    """What counted and is not in the commit as it was counted, a sentence each."""
    names = names_of(contents)
    source = contents.reports
    if hashed(source, CAMPAIGN) != counted.campaign:
        yield said("campaign-differs")
    if hashed(source, ROSTER) != counted.roster:
        yield said("roster-differs")
    for path, receipt in counted.reports.items():
        unit = unit_of(path)
        found = hashed(source, path)
        if found != receipt.sha256 or unit not in names:
            word = "report-absent" if not found else "report-differs" if unit in names else "report-homeless"
            yield said(word, name=names.get(unit, unit), path=path)


def names_of(contents: Contents) -> dict[str, str]:
    """The names of the units of the roster."""
    return {str(row.cells.get("id")): str(row.cells.get("name")) for row in contents.rows}


def frozen(release: Release, counted: CountedList, contents: Contents) -> Released:
    """The release with the figures that `counted` gives, from the contents of its commit. Raises `ReleaseError`."""
    about = release.manifest
    as_of = date.fromisoformat(about["as_of"])
    return released(release.name, about["commit"], as_of, counted, contents, before=about["before"])


def released(
    name: str, commit: str, as_of: date, counted: CountedList, contents: Contents, *, before: Data | None
) -> Released:
    """What is to be released, of exactly the reports that counted. Raises `ReleaseError`."""
    try:
        campaign = _campaign(contents)
        tables = own_figures([row.cells for row in contents.rows], _reports(counted, contents))
    except NOT_AS_WRITTEN as error:
        raise ReleaseError("commit-unreadable", name=name, commit=commit, error=error) from error
    return Released(name, commit, as_of, campaign, tables, counted.digest, before)


def _campaign(contents: Contents) -> Campaign:
    if contents.campaign is None:
        raise ValueError(CAMPAIGN)
    return values.campaign(contents.campaign.data)


def _reports(counted: CountedList, contents: Contents) -> Iterator[tuple[str, Data]]:
    for path in counted.reports:
        if (document := contents.document(path)) is None:
            raise ValueError(path)
        yield unit_of(path), document.data


def earlier_release(root: Path, release: Release) -> Publication:
    """A release as it was published, with the figures that it was made from: the attack must know what it would give away.

    The truth is shown to be what was told. Raises `ReleaseError`.
    """
    if wrong := differences(release):
        raise ReleaseError("earlier-differs", name=release.name, wrong="".join(wrong[:NAMED_IN_SENTENCE]))
    contents = contents_of(root, release)
    counted = counted_of(release)
    if wrong := list(changed(counted, contents)):
        raise ReleaseError("earlier-differs", name=release.name, wrong="".join(wrong[:NAMED_IN_SENTENCE]))
    about = frozen(release, counted, contents)
    try:
        tables = released_tables(release)
        sums = figures(about.tables, about.campaign, abstained=abstained(tables))
        found = Publication(release.name, tables, sums, about.tables["units"])
        untrue = contradicted(found)
    except NOT_AS_WRITTEN as error:
        raise ReleaseError("earlier-unreadable", name=release.name, error=error) from error
    if untrue:
        names = {**about.campaign.titles("categories"), **names_of(contents), ROOT: said("whole")}
        raise ReleaseError("contradicted", name=release.name, units=listed(names.get(at, at) for at in _lowest(untrue)))
    return found


def _lowest(places: list[PlaceKey]) -> list[str]:
    """Units with nothing wrong below them: what is wrong with one is wrong with all above it. Categories if there are none."""
    units = [at for kind, at in places if kind == "unit"]
    above = {node for line in lineage(units).values() for node in line[1:]}
    return [unit for unit in units if unit not in above] or [at for _, at in places]
