"""The ways into a report: a blank one, filled workbooks, counted ballots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pingyi.campaign.judged import Judged
from pingyi.check.place import START
from pingyi.cli.shared import (
    FAILED,
    FOUND,
    Day,
    Root,
    bar,
    campaign_options,
    open_or_refuse,
    report,
    say_written,
    short,
)
from pingyi.files.write import write
from pingyi.load.roster import ROSTER
from pingyi.model import Finding

if TYPE_CHECKING:
    from pingyi.doors.mapping_file import MappingError

MappingFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("unit")
@click.option(
    "--previous", type=Root, metavar="DIR", help="The campaign before: what outlives it is filled in, to be confirmed."
)
@campaign_options
def new(unit: str, previous: Path | None, root: Path, as_of: datetime | None) -> None:
    """Write a blank report for a unit, every field with its title, form and example beside it.

    With --previous its contact points, open entries of the ledger and posts stand there, each marked as to be confirmed; never a vote.
    What stays blank is not reported. A report that is there already is kept.
    """
    from pingyi.doors.prefill import known_before  # noqa: PLC0415
    from pingyi.doors.template import blank_report  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    row = judged.roster.get(unit.rstrip("/"))
    if row is None:
        raise click.UsageError(f"{unit} is not in {ROSTER}")
    path = root / f"data/units/{row.id}.yml"
    if path.exists():
        raise click.UsageError(f"{short(path)} is there already")
    known = known_before(open_or_refuse(previous, None), row.id, judged) if previous else {}
    text = blank_report(judged.contract, judged.campaign, row, known)
    write(root, {f"data/units/{row.id}.yml": text}, prune=False)
    click.echo(f"{short(path)} is to be filled in; then run: pingyi check {short(path)}")


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]…")
@click.option("--template", "unit", metavar="UNIT", help="Write the workbook of a unit instead, its report filled in.")
@click.option("--templates", is_flag=True, help="Write the workbooks of all reporting units instead.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="Where workbooks are written.")
@click.option(
    "--map", "mapping", type=MappingFile, metavar="FILE.yml", help="Read tables with one row a unit by this mapping."
)
@click.option("--print-map", is_flag=True, help="Print a mapping for a table with one row a unit, to start from.")
@click.option("--replace", is_flag=True, help="Replace what is already there: reports, or values of the table's rows.")
@campaign_options
def import_(files: tuple[Path, ...], unit: str | None, output: Path | None, root: Path, **options: Any) -> None:
    """Turn filled workbooks, or tables with one row a unit, into reports; or write the workbooks to fill in.

    Findings name sheet and cell. A workbook or row with errors becomes no report; the others of the call do. Workbooks
    become whole reports; tables are put into the reports that are there, and nothing else in them changes.
    """
    judged = open_or_refuse(root, options["as_of"])
    if unit or options["templates"]:
        _write_workbooks(judged, unit, output)
    elif not files:
        raise click.UsageError("name the files to read, or --template UNIT, or --templates")
    elif options["print_map"]:
        _print_mapping(judged, files[0])
    elif options["mapping"]:
        _import_tables(judged, root, files, options["mapping"], replacing=options["replace"])
    else:
        _import_workbooks(judged, root, files, replacing=options["replace"])


def _import_workbooks(judged: Judged, root: Path, files: tuple[Path, ...], *, replacing: bool) -> None:
    from pingyi.doors.workbook.imports import imported_all  # noqa: PLC0415

    found = imported_all(judged, root, files, replacing=replacing)
    report("text", [finding for each in found.values() for finding in each.findings], len(found), judged)
    good = {each.path: each.text for each in found.values() if not each.wrong}
    say_written(write(root, good, prune=False), root, judged.catalogue)
    refused = {short(file): each.errors for file, each in found.items() if each.wrong}
    if refused:
        click.echo(judged.catalogue.word("refused-workbooks", n=len(refused)))
        for file, errors in refused.items():
            _say_refused(judged, "refused-workbook", errors, file=file)
        raise click.exceptions.Exit(FOUND)


def _import_tables(judged: Judged, root: Path, files: tuple[Path, ...], mapping: Path, *, replacing: bool) -> None:
    from pingyi.doors.mapping_file import MappingError  # noqa: PLC0415
    from pingyi.doors.table.table_reports import SHOWN_ROWS, tabled  # noqa: PLC0415

    try:
        found = tabled(judged, files, mapping, replacing=replacing)
    except MappingError as error:
        _refuse_mapping(judged, error)
    report("text", found.findings, found.units, judged)
    click.echo(judged.catalogue.word("table-read", units=found.units, written=len(found.files)))
    say_written(write(root, found.files, prune=False), root, judged.catalogue)
    if found.refused:
        click.echo(judged.catalogue.word("refused-rows", n=len(found.refused)))
        for (place, called), errors in list(found.refused.items())[:SHOWN_ROWS]:
            _say_refused(judged, "refused-row", errors, place=place, unit=called)
    if found.wrong:
        raise click.exceptions.Exit(FOUND)


def _print_mapping(judged: Judged, file: Path) -> None:
    """A mapping for a table on standard output."""
    from pingyi.doors.table.mapping_draft import mapping_draft  # noqa: PLC0415

    found = mapping_draft(judged, file)
    if isinstance(found, str):
        click.echo(found, nl=False)
        return
    report("text", [judged.catalogue.explain(found, lambda _path, _pointer: START)], 0, judged)
    raise click.exceptions.Exit(FOUND)


def _say_refused(judged: Judged, word: str, errors: Sequence[Finding], **values: object) -> None:
    click.echo("  " + judged.catalogue.word(word, n=len(errors), why=errors[0].message, **values))


def _refuse_mapping(judged: Judged, error: MappingError) -> NoReturn:
    click.echo(judged.catalogue.word(error.word, **error.values), err=True)
    raise click.exceptions.Exit(FAILED) from error


def _write_workbooks(judged: Judged, unit: str | None, output: Path | None) -> None:
    """The workbook of one unit to a file, or of every reporting unit into a folder."""
    from pingyi.doors.workbook.imports import template  # noqa: PLC0415

    roster = judged.roster
    if unit is not None and unit not in roster:
        raise click.UsageError(f"{unit} is not in {ROSTER}")
    units = [roster[unit]] if unit else [row for row in roster.values() if row.kind == "reporting"]
    folder, name = (output.parent, output.name) if unit and output else (output or Path(), None)
    made = {name or f"{row.id.replace('/', '-')}.xlsx": template(judged, row) for row in units}
    say_written(write(folder, made, prune=False), folder, judged.catalogue)


@click.command()
@click.argument("ballots", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="BALLOTS.csv|.xlsx")
@click.option(
    "--map",
    "mapping",
    type=MappingFile,
    metavar="FILE.yml",
    help="The mapping as a file, instead of the options below.",
)
@click.option("--unit", help="A unit's id, name or code; columns stand in braces, such as 'dept-{dept}/team-{team}'.")
@click.option("--subject", help="The evaluated subject; default: the campaign's only one.")
@click.option(
    "--item",
    "items",
    multiple=True,
    metavar="ITEM=COLUMN",
    help="Which column holds the mark of an item; {person} in it where each person has a column. Repeat. Default: the item's titles.",
)
@click.option(
    "--grade",
    "grades",
    multiple=True,
    metavar="CELL=GRADE",
    help="Which cell means which grade. Repeat. Default: the grades' titles.",
)
@click.option("--missing", multiple=True, metavar="CELL", help="A cell that stands for no answer. Repeat.")
@click.option("--complete", metavar="COLUMN", help="A column that is blank where an answer was not completed.")
@click.option("--count", metavar="COLUMN", help="A column that says for how many equal ballots a row stands.")
@click.option("--ballot", metavar="COLUMN", help="A column with the ballot's number, so that none counts twice.")
@click.option("--person", metavar="COLUMN", help="Where many persons are graded: a column that says which one.")
@click.option("--sheet", metavar="NAME", help="The sheet of the workbook, where several could hold the ballots.")
@click.option("--eligible", type=click.IntRange(0), help="How many were to come. This and the next three for one unit.")
@click.option("--attended", type=click.IntRange(0), help="How many came.")
@click.option("--issued", type=click.IntRange(0), help="How many ballots were handed out.")
@click.option("--persons", type=click.IntRange(0), help="How many persons were to be graded.")
@click.option("--final", is_flag=True, help="Write final reports, if nothing stands against them (default: drafts).")
@click.option("--reported-on", type=Day, metavar="DATE", help="The reports' date; default: the campaign's clock.")
@click.option(
    "--enrol", is_flag=True, help="Add units that the roster lacks, as the mapping file's `units` describes them."
)
@click.option("--replace", is_flag=True, help="Replace results of the subject that are already there.")
@campaign_options
def tally(ballots: Path, mapping: Path | None, root: Path, as_of: datetime | None, **options: Any) -> None:
    """Count a file with one ballot a row into reports.

    An empty cell is an abstention for that item. A ballot with any other cell that is not exactly one mapped grade is
    spoiled as a whole. Nothing is guessed: the counts are put into the reports that are there, and nothing else changes.
    """
    from pingyi.doors.ballot_reports import count_file  # noqa: PLC0415
    from pingyi.doors.mapping_file import MappingError  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    try:
        with bar(ballots.stat().st_size) as advance:
            found = count_file(ballots, mapping, judged, options, advance)
    except MappingError as error:
        _refuse_mapping(judged, error)
    written = write(root, found.files, prune=False)
    if found.findings:
        report("text", found.findings, found.reports, judged)
    if not found.files:
        click.echo(judged.catalogue.word("tally-nothing"))
        raise click.exceptions.Exit(FOUND)
    click.echo(judged.catalogue.word("tally-done", source=found.source, valid=found.valid, spoiled=found.spoiled))
    say_written(written, root, judged.catalogue)
