"""What commands share: options, opening a campaign or refusing it, and saying what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pingyi.check.run import Judged
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.source import Folder
from pingyi.model import Finding
from pingyi.opening import CannotOpenError, Checked, Opened, open_campaign
from pingyi.proposed import lines_of
from pingyi.reporters import REPORTERS, Options, lines_in

if TYPE_CHECKING:
    from pingyi.dictionary import Tables

FOUND, FAILED = 1, 2
"""Exit status: errors were found; could not run."""

BAR_FROM = 500
"""Number of reports from which checking shows a progress bar."""

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


def open_or_refuse(root: Path, as_of: datetime | None) -> Opened:
    """The campaign, opened and checked. Where it cannot be opened, the command ends and says why."""
    day: date | None = as_of.date() if as_of else None
    try:
        return open_campaign(root, day, tracked)
    except CannotOpenError as error:
        refuse(error, "text", root)


def refuse(error: CannotOpenError, form: str, root: Path) -> NoReturn:
    """Say why a campaign cannot be opened, and end."""
    click.echo(REPORTERS[form](error.findings, 0, error.catalogue, lines_in(Folder(root))))
    raise click.exceptions.Exit(FAILED) from error


def tables_for(opened: Opened, root: Path, audience: str | None) -> Tables:
    """The tables that an audience may see, after saying what is wrong with the reports."""
    from pingyi.aggregate import aggregate  # noqa: PLC0415

    if opened.findings:
        report("text", opened.findings, len(opened.raw.paths), opened, root, err=True)
    if ROSTER in opened.errors:
        # A roster with errors would publish wrong denominators.
        raise click.exceptions.Exit(FOUND)
    return aggregate(opened, audience or opened.repository.campaign.audience)  # type: ignore[arg-type]


def report(
    form: str, findings: Sequence[Finding], count: int, checked: Checked, root: Path, *, err: bool = False
) -> None:
    """Print findings about `count` reports in one of the reporters' forms."""
    names = {unit.id: unit.name for unit in checked.context.roster.values()}
    site_url = checked.context.campaign.data.get("site_url", "")
    options = Options(names=names, site_url=site_url, colour=(sys.stderr if err else sys.stdout).isatty())
    click.echo(REPORTERS[form](findings, count, checked.catalogue, lines_of(checked, root), options), err=err)


def tracked(judged: Iterable[Judged], count: int) -> Iterable[Judged]:
    """What was judged, with a progress bar on a terminal where it is much."""
    if count < BAR_FROM or not sys.stderr.isatty():
        yield from judged
        return
    with click.progressbar(judged, length=count, label="check", file=sys.stderr) as bar:
        yield from bar


def short(path: Path) -> str:
    """A path as one would type it here: relative, unless it lies outside."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
