"""The ways into a report: a blank one, filled workbooks, counted ballots."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pingyi.campaign.judged import Judged
from pingyi.cli.shared import FAILED, FOUND, Day, bar, campaign_options, open_or_refuse, report, say_written, short
from pingyi.files.write import write
from pingyi.load.roster import ROSTER


@click.command()
@click.argument("unit")
@campaign_options
def new(unit: str, root: Path, as_of: datetime | None) -> None:
    """Write a blank report for a unit, every field with its title, form and example beside it.

    What stays blank is not reported. A report that is there already is kept.
    """
    from pingyi.doors.template import blank_report  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    row = judged.roster.get(unit.rstrip("/"))
    if row is None:
        raise click.UsageError(f"{unit} is not in {ROSTER}")
    path = root / f"data/units/{row.id}.yml"
    if path.exists():
        raise click.UsageError(f"{short(path)} is there already")
    write(root, {f"data/units/{row.id}.yml": blank_report(judged.contract, judged.campaign, row)}, prune=False)
    click.echo(f"{short(path)} is to be filled in; then run: pingyi check {short(path)}")


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE.xlsx]…")
@click.option("--template", "unit", metavar="UNIT", help="Write the workbook of a unit instead, its report filled in.")
@click.option("--templates", is_flag=True, help="Write the workbooks of all reporting units instead.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="Where workbooks are written.")
@click.option("--replace", is_flag=True, help="Replace reports that are already there.")
@campaign_options
def import_(
    files: tuple[Path, ...], unit: str | None, output: Path | None, root: Path, as_of: datetime | None, **options: bool
) -> None:
    """Turn filled workbooks into reports, or write the workbooks to fill in.

    Findings name sheet and cell. A workbook with errors becomes no report; the others of the call do.
    """
    from pingyi.doors.workbook.imports import imported_all  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    if unit or options["templates"]:
        _write_workbooks(judged, unit, output)
        return
    if not files:
        raise click.UsageError("name the workbooks to read, or --template UNIT, or --templates")
    found = imported_all(judged, root, files, replacing=options["replace"])
    report("text", [finding for each in found.values() for finding in each.findings], len(found), judged)
    good = {each.path: each.text for each in found.values() if not each.wrong}
    say_written(write(root, good, prune=False), root, judged.catalogue)
    if wrong := {file: each for file, each in found.items() if each.wrong}:
        click.echo(judged.catalogue.word("refused-workbooks", n=len(wrong)))
        for file, each in wrong.items():
            errors = [finding for finding in each.findings if finding.level == "error"]
            values = {"n": len(errors), "why": errors[0].message}
            click.echo("  " + judged.catalogue.word("refused-workbook", file=short(file), **values))
        raise click.exceptions.Exit(FOUND)


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
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
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
    from pingyi.doors.ballot_mapping import MappingError  # noqa: PLC0415
    from pingyi.doors.ballot_reports import count_file  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    try:
        with bar(ballots.stat().st_size) as advance:
            found = count_file(ballots, mapping, judged, options, advance)
    except MappingError as error:
        click.echo(judged.catalogue.word(error.word, **error.values), err=True)
        raise click.exceptions.Exit(FAILED) from error
    written = write(root, found.files, prune=False)
    if found.findings:
        report("text", found.findings, found.reports, judged)
    if not found.files:
        click.echo(judged.catalogue.word("tally-nothing"))
        raise click.exceptions.Exit(FOUND)
    click.echo(judged.catalogue.word("tally-done", source=found.source, valid=found.valid, spoiled=found.spoiled))
    say_written(written, root, judged.catalogue)
