"""What commands share: options, opening a campaign or refusing it, and saying what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pingyi.campaign.checking import Done
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import CannotOpenError, open_campaign
from pingyi.campaign.proposal import lines_of
from pingyi.check.reporters import REPORTERS, Options, lines_in
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.source import Folder
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
    day: date | None = as_of.date() if as_of else None
    try:
        return open_campaign(root, day, tracked)
    except CannotOpenError as error:
        refuse(error, "text", root)


def refuse(error: CannotOpenError, form: str, root: Path) -> NoReturn:
    """Say why a campaign cannot be judged, and end."""
    click.echo(REPORTERS[form](error.findings, 0, error.catalogue, lines_in(Folder(root))))
    raise click.exceptions.Exit(FAILED) from error


def tables_for(judged: Judged, root: Path, audience: str | None) -> Tables:
    """The tables that an audience may see, after saying what is wrong with the reports."""
    from pingyi.publish.audience import audience_tables  # noqa: PLC0415

    if judged.findings:
        report("text", judged.findings, len(judged.contents.paths), judged, root, err=True)
    if ROSTER in judged.errors:
        # A roster with errors would publish wrong denominators.
        raise click.exceptions.Exit(FOUND)
    return audience_tables(judged, audience or judged.campaign.audience)  # type: ignore[arg-type]


def report(
    form: str, findings: Sequence[Finding], count: int, judged: Judged, root: Path, *, err: bool = False
) -> None:
    """Print findings about `count` reports in one of the reporters' forms."""
    names = {unit.id: unit.name for unit in judged.roster.values()}
    site_url = judged.campaign.data.get("site_url", "")
    options = Options(names=names, site_url=site_url, colour=(sys.stderr if err else sys.stdout).isatty())
    click.echo(REPORTERS[form](findings, count, judged.catalogue, lines_of(judged, root), options), err=err)


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
    """A path as one would type it here: relative, unless it lies outside."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
