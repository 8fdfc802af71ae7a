"""The site: built once, or served while one works on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pingyi.campaign.judged import Judged
from pingyi.check.catalogue import Catalogue
from pingyi.cli.shared import FAILED, File, campaign_options, published_or_refuse, short, tables_for
from pingyi.contract.schemas import Contract
from pingyi.files.write import replaced

if TYPE_CHECKING:
    from pingyi.doors.pending_file import Pending


@click.command()
@click.option("--audience", type=click.Choice(["internal", "public"]), help="Who will read it; default: campaign.yml.")
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Where the site goes (default: DIR/site).")
@click.option("--sheets/--no-sheets", default=True, help="Whether the site has sheets of the reporting units.")
@click.option("--pending", type=File, metavar="FILE", help="What lies open on the forge (internal sites only).")
@campaign_options
def build(
    audience: str | None, site: Path | None, pending: Path | None, root: Path, as_of: datetime | None, *, sheets: bool
) -> None:
    """Check, add up and build the site. Reports with errors are named on it and left out of every sum.

    The last site stays until the new one is whole.
    """
    from pingyi import site as sites  # noqa: PLC0415 - pandas and MkDocs are slow to import

    target = (site or root / "site").resolve()
    judged = _stage(root, as_of, audience, target, sheets=sheets, pending=pending)
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
    root: Path, as_of: datetime | None, audience: str | None, site: Path, *, sheets: bool, pending: Path | None = None
) -> Judged:
    """Pass the gate, aggregate and stage."""
    from pingyi import site as sites  # noqa: PLC0415

    judged = published_or_refuse(root, as_of)
    listed = _pending(pending, judged, audience or judged.campaign.audience) if pending else None
    tables = tables_for(judged, audience)
    for complaint in sites.stage(root.resolve(), judged, tables, site, sheets=sheets, pending=listed):
        click.echo(complaint, err=True)
    return judged


def _pending(file: Path, judged: Judged, audience: str) -> Pending:
    """What lies open on the forge, for those who see all; else the command ends and says why."""
    from pingyi.doors.mapping_file import MappingError  # noqa: PLC0415
    from pingyi.doors.pending_file import pending_file  # noqa: PLC0415

    if audience == "public":
        click.echo(judged.catalogue.word("pending-public"), err=True)
        raise click.exceptions.Exit(FAILED)
    try:
        return pending_file(file, judged)
    except MappingError as error:
        click.echo(judged.catalogue.word(error.word, **error.values), err=True)
        raise click.exceptions.Exit(FAILED) from error
