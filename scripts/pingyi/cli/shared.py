"""What commands share: options, opening a campaign or refusing it, and saying what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from errno import errorcode
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pingyi.campaign.checking import Done
from pingyi.campaign.gate import OwnFilesError, left_out, open_published
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import CannotOpenError, open_campaign
from pingyi.campaign.outcome import lines_of
from pingyi.campaign.workers import Workers
from pingyi.check.catalogue import Catalogue
from pingyi.check.deciding import Deciding
from pingyi.check.reporters import REPORTERS, Options, lines_in
from pingyi.check.reporters.lines import printable
from pingyi.check.reporters.markdown import escape, mention
from pingyi.check.standing import Link
from pingyi.check.standing import standing_lines as sentences
from pingyi.contract.schemas import Contract
from pingyi.decisions.sentence import Say
from pingyi.doors.field_places import FieldPlaces
from pingyi.files.write import NotWrittenError
from pingyi.load.contents import report_of
from pingyi.load.source import Folder, GitError
from pingyi.model import Finding

if TYPE_CHECKING:
    from pingyi.tables.dictionary import Tables

FOUND, FAILED = 1, 2
"""Exit status: errors were found; could not run."""

BAR_FROM = 500
"""Number of reports from which checking shows a progress bar."""

BAR_FROM_BYTES = 2**23
"""Size of a file from which reading it shows a progress bar."""

Day = click.DateTime(["%Y-%m-%d"])
File = click.Path(dir_okay=False, path_type=Path)
NewFolder = click.Path(file_okay=False, path_type=Path)
Root = click.Path(exists=True, file_okay=False, path_type=Path)


def campaign_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--root` and `--as-of`, which every command on a campaign takes."""
    command = click.option(
        "--as-of", type=Day, metavar="DATE", help="The campaign's clock; default: campaign.yml, else today."
    )(command)
    return click.option(
        "--root", type=Root, default=".", metavar="DIR", help="The folder that holds data/ (default: this one)."
    )(command)


def open_or_refuse(root: Path, as_of: datetime | None) -> Judged:
    """The campaign, opened and judged. Where it cannot be judged, the command ends and says why."""
    try:
        return open_campaign(root, as_of.date() if as_of else None, tracked)
    except CannotOpenError as error:
        refuse(error, "text", root)


def published_or_refuse(root: Path, as_of: datetime | None, workers: Workers | None = None) -> Judged:
    """The campaign through the gate, after saying what is wrong with the reports and which are left out."""
    try:
        judged = open_published(root, as_of.date() if as_of else None, tracked, workers=workers)
    except CannotOpenError as error:
        refuse(error, "text", root)
    except OwnFilesError as error:
        _say(error.judged)
        raise click.exceptions.Exit(FOUND) from error
    except GitError as error:
        refuse_git(error)
    _say(judged)
    return judged


def _say(judged: Judged) -> None:
    later = judged.later
    findings = [finding for finding in judged.findings if report_of(finding.path) not in later]
    if findings:
        report("text", findings, len(judged.contents.paths) - len(later), judged, err=True)
    for sentence in left_out(judged):
        click.echo(sentence, err=True)


def refuse(error: CannotOpenError, form: str, root: Path) -> NoReturn:
    """Say why a campaign cannot be judged, and end."""
    click.echo(REPORTERS[form](error.findings, 0, error.catalogue, lines_in(Folder(root))))
    raise click.exceptions.Exit(FAILED) from error


def refuse_git(error: GitError) -> NoReturn:
    """Say what Git could not do, and end."""
    words = Catalogue(Contract(None))
    click.echo(f"{words.word(error.reason)}\n{words.word('git-said', said=error)}", err=True)
    raise click.exceptions.Exit(FAILED) from error


def tables_for(judged: Judged, audience: str | None, workers: Workers | None = None) -> Tables:
    """The tables that an audience may see."""
    from pingyi.publish.audience import audience_tables  # noqa: PLC0415

    return audience_tables(judged, audience or judged.campaign.audience, workers)  # type: ignore[arg-type]


def report(
    form: str,
    findings: Sequence[Finding],
    count: int,
    judged: Judged,
    *,
    err: bool = False,
    deciding: Deciding | None = None,
) -> None:
    """Print findings about `count` reports in one of the reporters' forms, and where the reports stand that are decided on."""
    names = {unit.id: unit.title for unit in judged.roster.values()}
    site_url = judged.campaign.data.get("site_url", "")
    say: Say = escape if form == "markdown" else str if form == "json" else printable
    named = mention if form == "markdown" else say
    standing = tuple(sentences(deciding, say, named, _way(site_url, form))) if deciding else ()
    colour = (sys.stderr if err else sys.stdout).isatty()
    options = Options(names=names, site_url=site_url, colour=colour, standing=standing, places=FieldPlaces(judged))
    click.echo(REPORTERS[form](findings, count, judged.catalogue, lines_of(judged), options), err=err)


def _way(site_url: str, form: str) -> Link | None:
    """How a place of the site is led to; None where it has no address."""
    if not site_url:
        return None
    home, shape = site_url.rstrip("/"), "[{}]({}/{})" if form == "markdown" else "{} {}/{}"
    return lambda words, target: shape.format(words, home, target)


def say_written(paths: Sequence[str], folder: Path, catalogue: Catalogue) -> None:
    """Say which files below a folder were written."""
    click.echo(catalogue.word("written", n=len(paths)) if paths else catalogue.word("written-none"))
    for path in paths:
        click.echo(f"  {short(folder / path)}")


def say_not_written(error: NotWrittenError) -> None:
    """Say which file could not be written and why, and which were before it."""
    catalogue = Catalogue(Contract(None))
    reason = catalogue.words.get(f"reason-{errorcode.get(error.reason.errno or 0)}", error.reason.strerror)
    click.echo(catalogue.word("not-written", path=short(error.path), reason=reason), err=True)
    if error.written:
        click.echo("\n  ".join([catalogue.word("written-before"), *error.written]), err=True)


def tracked(done: Iterable[Done], count: int) -> Iterable[Done]:
    """What was judged, with a progress bar on a terminal where it is much."""
    if count < BAR_FROM or not sys.stderr.isatty():
        yield from done
        return
    with click.progressbar(done, length=count, label="check", file=sys.stderr) as bar:
        yield from bar


@contextmanager
def bar(size: int) -> Iterator[Callable[[int], object]]:
    """Shows how many of the bytes of a large file were read, on a terminal."""
    if size < BAR_FROM_BYTES or not sys.stderr.isatty():
        yield lambda _read: None
        return
    with click.progressbar(length=size, label="tally", file=sys.stderr) as shown:
        yield lambda read: shown.update(read - shown.pos)


def short(path: Path) -> str:
    """A path as one would type it here: relative, unless it lies outside, or on Windows on another drive."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return str(path) if relative.startswith("..") else relative
