"""The site: built once, or served while one works on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pingyi.campaign.judged import Judged
from pingyi.campaign.workers import Workers
from pingyi.check.catalogue import Catalogue
from pingyi.cli.shared import (
    FAILED,
    File,
    NewFolder,
    Root,
    campaign_options,
    open_or_refuse,
    published_or_refuse,
    short,
    tables_for,
)
from pingyi.cli.working import working, working_options
from pingyi.contract.schemas import Contract
from pingyi.files.caches import cache_folder
from pingyi.files.write import replaced
from pingyi.load.history import head

if TYPE_CHECKING:
    from pingyi.doors.pending_file import Pending


@click.command()
@click.option("--audience", type=click.Choice(["internal", "public"]), help="Who will read it; default: campaign.yml.")
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Where the site goes (default: DIR/site).")
@click.option("--sheets/--no-sheets", default=True, help="Whether the site has sheets of the reporting units.")
@click.option("--pending", type=File, metavar="FILE", help="What lies open on the forge (internal sites only).")
@click.option(
    "--previous", type=Root, metavar="DIR", help="The campaign before, for reviewers to compare (internal sites only)."
)
@click.option(
    "--totals",
    type=NewFolder,
    metavar="DIR",
    help="Write the summed tables alone there, as CSV and JSON, large ones as Parquet too; no site.",
)
@working_options
@campaign_options
def build(
    root: Path,
    as_of: datetime | None,
    *,
    audience: str | None,
    site: Path | None,
    pending: Path | None,
    previous: Path | None,
    totals: Path | None,
    sheets: bool,
    **means: Any,
) -> None:
    """Check, add up and build the site. Reports with errors are named on it and left out of every sum.

    The last site stays until the new one is whole.
    """
    with working(**means) as workers:
        if totals:
            _write_totals(totals, root, as_of, audience, workers)
        else:
            _build(
                root, as_of, workers, audience=audience, site=site, pending=pending, previous=previous, sheets=sheets
            )


def _write_totals(
    folder: Path, root: Path, as_of: datetime | None, audience: str | None, workers: Workers | None
) -> None:
    """The summed tables of all units with others below, of any number of reports."""
    from pingyi.figures.internal import summed_tables  # noqa: PLC0415 - pandas is slow to import
    from pingyi.tables.dataset import Origin  # noqa: PLC0415
    from pingyi.tables.folder import write_tables  # noqa: PLC0415
    from pingyi.tables.parquet import offers_parquet, writes_parquet  # noqa: PLC0415

    judged = published_or_refuse(root, as_of, workers)
    if (audience or judged.campaign.audience) == "public":
        click.echo(judged.catalogue.word("totals-public"), err=True)
        raise click.exceptions.Exit(FAILED)
    tables = summed_tables(judged, cache_folder(root, "sums"), workers)
    origin = Origin(judged.campaign, judged.as_of, head(root, judged.commit))
    large, able = offers_parquet(tables), writes_parquet()
    write_tables(folder, tables, origin, parquet=large and able)
    if large and not able:
        click.echo(judged.catalogue.word("parquet-missing"), err=True)
    click.echo(judged.catalogue.word("totals-written", n=len(tables), folder=short(folder)))


def _build(
    root: Path,
    as_of: datetime | None,
    workers: Workers | None,
    *,
    audience: str | None,
    site: Path | None,
    pending: Path | None,
    previous: Path | None,
    sheets: bool,
) -> None:
    from pingyi import site as sites  # noqa: PLC0415 - pandas and MkDocs are slow to import

    target = (site or root / "site").resolve()
    judged = _stage(root, as_of, audience, target, sheets=sheets, pending=pending, previous=previous, workers=workers)
    with replaced(target) as fresh:
        sites.build(root.resolve(), judged, fresh)
        sites.index(fresh)
    click.echo(f"Open {short(target / 'index.html')} in a browser, or run: pingyi serve")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine.")
@campaign_options
def serve(port: int, root: Path, as_of: datetime | None) -> None:
    """Show the site at a local address; it follows changes of data and docs."""
    from pingyi.site.serving import PortTakenError  # noqa: PLC0415
    from pingyi.site.serving import serve as run  # noqa: PLC0415

    def restage(site: Path) -> Judged | None:
        try:
            return _stage(root, as_of, None, site, sheets=False)
        except click.exceptions.Exit:
            click.echo("not rebuilt", err=True)
            return None

    try:
        run(root.resolve(), port, restage, lambda address: click.echo(f"{address} (stop with Ctrl-C)"))
    except PortTakenError as error:
        click.echo(Catalogue(Contract(None)).word("port-taken", port=port), err=True)
        raise click.exceptions.Exit(FAILED) from error


def _stage(
    root: Path,
    as_of: datetime | None,
    audience: str | None,
    site: Path,
    *,
    sheets: bool,
    pending: Path | None = None,
    previous: Path | None = None,
    workers: Workers | None = None,
) -> Judged:
    """Pass the gate, aggregate and stage."""
    from pingyi import site as sites  # noqa: PLC0415
    from pingyi.publish.last_campaign import LastCampaign  # noqa: PLC0415

    judged = published_or_refuse(root, as_of, workers)
    if (audience or judged.campaign.audience) == "public":
        _refuse_inner(judged, {"pending": pending, "previous": previous})
    listed = _pending(pending, judged) if pending else None
    last = LastCampaign(open_or_refuse(previous, None)) if previous else None
    tables = tables_for(judged, audience, workers)
    for complaint in sites.stage(root.resolve(), judged, tables, site, sheets=sheets, pending=listed, last=last):
        click.echo(complaint, err=True)
    return judged


def _refuse_inner(judged: Judged, given: dict[str, Path | None]) -> None:
    """What only those may know who see all: the command ends and says why."""
    for name, path in given.items():
        if path:
            click.echo(judged.catalogue.word(f"{name}-public"), err=True)
            raise click.exceptions.Exit(FAILED)


def _pending(file: Path, judged: Judged) -> Pending:
    """What lies open on the forge; where it cannot be read, the command ends and says why."""
    from pingyi.doors.mapping_file import MappingError  # noqa: PLC0415
    from pingyi.doors.pending_file import pending_file  # noqa: PLC0415

    try:
        return pending_file(file, judged)
    except MappingError as error:
        click.echo(judged.catalogue.word(error.word, **error.values), err=True)
        raise click.exceptions.Exit(FAILED) from error
