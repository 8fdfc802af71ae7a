"""What leaves the house: sheets, frozen releases, and how a published number came about."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pingyi.campaign.judged import Judged
from pingyi.campaign.open import CannotOpenError
from pingyi.cli.shared import FAILED, FOUND, campaign_options, published_or_refuse, refuse, short, tables_for
from pingyi.files.write import write
from pingyi.load.source import GitError
from pingyi.model import ROOT
from pingyi.publish.sheet_paths import FORMATS


@click.command()
@click.argument("units", nargs=-1, metavar="[UNIT]…")
@click.option("--all", "every", is_flag=True, help="The whole campaign and every unit.")
@click.option("--format", "forms", multiple=True, type=click.Choice(FORMATS), help="Only these (default: all). Repeat.")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where they go (default: DIR/build, in sheets/).")  # fmt: skip
@click.option(
    "--audience", type=click.Choice(["internal", "public"]), help="Who will read them; default: campaign.yml."
)
@campaign_options
def sheet(units: tuple[str, ...], every: bool, root: Path, as_of: datetime | None, **options: Any) -> None:
    """Print summary tables (xlsx, docx, pdf) of units, with ledger and cases; of reporting units a dossier too.

    UNIT is an id such as city-jia; a dot stands for the whole campaign. A Word template of the campaign's own stands at
    data/sheet.docx.
    """
    from pingyi.publish.book import Book  # noqa: PLC0415
    from pingyi.sheets.fonts import NoFontError  # noqa: PLC0415
    from pingyi.sheets.make import NotPublishedError, making  # noqa: PLC0415

    judged = published_or_refuse(root, as_of)
    tables = tables_for(judged, options["audience"])
    if unknown := [unit for unit in units if unit != ROOT and unit not in judged.roster]:
        raise click.UsageError(f"{', '.join(unknown)}: no unit of the roster")
    nodes = [ROOT, *judged.roster] if every else list(units)
    if not nodes:
        raise click.UsageError("name units, a dot for the whole campaign, or --all")
    folder = options["output"] or root / "build"
    try:
        book = Book(tables, judged.campaign)
        made = making(judged, book).files(nodes, options["forms"] or FORMATS)
        with click.progressbar(made, label="sheet", file=sys.stderr) as files:
            count = len(write(folder, iter(files), prune=False))
    except (NoFontError, NotPublishedError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} files changed below {short(folder / 'sheets')}")


@click.command()
@click.argument("name")
@click.option("--verify", "verifying", is_flag=True, help="Make it again from its commit and compare every byte.")
@campaign_options
def release(name: str, verifying: bool, root: Path, as_of: datetime | None) -> None:
    """Freeze what the public may see as data/releases/NAME. What would give few people away stays as it was last told.

    Exit status: 0 done or verified, 1 not the same, 2 could not run.
    """
    from pingyi.release.words import ReleaseError, said  # noqa: PLC0415

    try:
        if verifying:
            _verify(name, root.resolve())
        else:
            _release(name, root.resolve(), published_or_refuse(root, as_of))
    except CannotOpenError as error:
        refuse(error, "text", root)
    except (ReleaseError, GitError) as error:
        click.echo(error if isinstance(error, ReleaseError) else said("git", reason=error), err=True)
        raise click.exceptions.Exit(FAILED) from error


def _release(name: str, root: Path, judged: Judged) -> None:
    from pingyi.release.releasing import release  # noqa: PLC0415
    from pingyi.release.words import said  # noqa: PLC0415

    done = release(root, name, judged)
    about, made = done.about, done.made
    files = len(made.files)
    click.echo(said("made", name=name, commit=about.commit, as_of=about.as_of, reports=done.reports, files=files))
    click.echo(said("safe", checked=made.audit.checked, hidden=made.hidden, primary=made.primary))
    for sentence in done.remarks:
        click.echo(sentence)
    click.echo(said("commit-it", name=name))


def _verify(name: str, root: Path) -> None:
    from pingyi.release.verifying import verify  # noqa: PLC0415
    from pingyi.release.words import said  # noqa: PLC0415

    verdict = verify(root, name)
    for sentence in [*verdict.wrong, *verdict.remarks]:
        click.echo(sentence)
    if verdict.wrong:
        click.echo(said("not-verified", name=name, count=len(verdict.wrong)), err=True)
        raise click.exceptions.Exit(FOUND)
    click.echo(said("verified", name=name, commit=verdict.commit))


@click.command()
@click.argument("unit")
@click.argument("item", metavar="SUBJECT/ITEM")
@click.argument("grade", required=False)
@click.option("--release", "name", metavar="NAME", help="What this release published, and today's figures after it.")
@campaign_options
def explain(unit: str, item: str, grade: str | None, root: Path, as_of: datetime | None, *, name: str | None) -> None:
    """Show a number sum by sum, down to file, line and commit. UNIT “.” stands for all units together."""
    from pingyi.figures.internal import internal_tables  # noqa: PLC0415
    from pingyi.publish.explain import UnknownError, explained  # noqa: PLC0415

    judged = published_or_refuse(root, as_of)
    unit = unit.strip("/")
    if name is not None:
        click.echo(_published(judged, name, unit, item, grade))
    try:
        click.echo(explained(judged, internal_tables(judged), unit, item, grade))
    except UnknownError as error:
        raise click.UsageError(str(error)) from error


def _published(judged: Judged, name: str, unit: str, item: str, grade: str | None) -> str:
    """What a release published, which has come through the gate."""
    from pingyi.load.releases import read_releases  # noqa: PLC0415
    from pingyi.publish.explain_released import explained_release  # noqa: PLC0415
    from pingyi.release.words import said  # noqa: PLC0415

    release = next((found for found in read_releases(judged.releases) if found.name == name), None)
    if release is None:
        click.echo(said("none", name=name), err=True)
        raise click.exceptions.Exit(FAILED)
    return explained_release(release, judged.campaign, unit, item, grade)
