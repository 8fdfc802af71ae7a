"""What leaves the house: sheets, frozen releases, and how a published number came about."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pingyi.campaign.open import CannotOpenError
from pingyi.cli.shared import FOUND, campaign_options, published_or_refuse, refuse, short, tables_for
from pingyi.files.write import write
from pingyi.load.source import GitError
from pingyi.model import ROOT
from pingyi.publish.sheet_paths import FORMATS

SHOWN_NARROW = 20
"""Figures that an attack found out are listed up to this many."""


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
            count = sum(write(folder, {path: content}, prune=False) for path, content in files)
    except (NoFontError, NotPublishedError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} files changed below {short(folder / 'sheets')}")


@click.command()
@click.argument("name")
@click.option("--verify", "verifying", is_flag=True, help="Make it again from its commit and compare every byte.")
@campaign_options
def release(name: str, verifying: bool, root: Path, as_of: datetime | None) -> None:
    """Freeze what the public may see as data/releases/NAME, unless an attack on it finds out about few people.

    Exit status: 0 done or verified, 1 not safe or not the same, 2 could not run.
    """
    from pingyi.release.releasing import ReleaseError, UnsafeError, verify  # noqa: PLC0415
    from pingyi.release.releasing import release as run  # noqa: PLC0415

    try:
        if verifying:
            _verified(name, verify(root.resolve(), name))
        else:
            made = run(root.resolve(), name, published_or_refuse(root, as_of))
            click.echo(
                f"data/releases/{name}: {len(made.files)} files; {made.audit.checked} protected figures attacked,"
            )
            click.echo(
                f"none found out. {made.hidden} totals and own figures are hidden, {made.primary} of them below the"
            )
            click.echo("threshold. Commit the folder; public pages show it from the next build on.")
    except CannotOpenError as error:
        refuse(error, "text", root)
    except UnsafeError as error:
        for bound in error.audit.narrow[:SHOWN_NARROW]:
            click.echo(str(bound))
        click.echo(f"Not released: {error}.", err=True)
        raise click.exceptions.Exit(FOUND) from error
    except (ReleaseError, GitError) as error:
        raise click.UsageError(str(error)) from error


def _verified(name: str, wrong: list[str]) -> None:
    for line in wrong:
        click.echo(f"data/releases/{name}/{line}")
    if wrong:
        raise click.exceptions.Exit(FOUND)
    click.echo(f"data/releases/{name} is what its commit gives, byte for byte.")


@click.command()
@click.argument("unit")
@click.argument("item", metavar="SUBJECT/ITEM")
@click.argument("grade", required=False)
@campaign_options
def explain(unit: str, item: str, grade: str | None, root: Path, as_of: datetime | None) -> None:
    """Show a published number sum by sum, down to file, line and commit. UNIT “.” stands for all units together."""
    from pingyi.publish.explain import UnknownError, explained  # noqa: PLC0415

    try:
        click.echo(explained(published_or_refuse(root, as_of), unit.strip("/"), item, grade))
    except UnknownError as error:
        raise click.UsageError(str(error)) from error
