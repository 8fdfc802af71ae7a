"""The command line: the only module that prints or exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pingyi import __version__
from pingyi.check.run import Judged
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.source import Folder, GitError
from pingyi.model import ROOT, Finding
from pingyi.opening import CannotOpenError, Checked, Opened, open_campaign
from pingyi.proposed import Asked, NoFileError, judge, lines_of
from pingyi.reporters import REPORTERS, Options, lines_in
from pingyi.sheets import FORMATS
from pingyi.write import write

if TYPE_CHECKING:
    from pingyi.dictionary import Tables

FOUND, FAILED = 1, 2
BAR_FROM = 500
"""Number of reports from which checking shows a progress bar."""

SHOWN_NARROW = 20
"""Figures that an attack found out are listed up to this many."""

Day = click.DateTime(["%Y-%m-%d"])
Root = click.Path(exists=True, file_okay=False, path_type=Path)


def campaign_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--root` and `--as-of`, which every command takes."""
    command = click.option(
        "--as-of", type=Day, metavar="DATE", help="The campaign's clock; default: campaign.yml, else today."
    )(command)
    return click.option(
        "--root", type=Root, default=".", metavar="DIR", help="The folder that holds data/ (default: this one)."
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pingyi")
def cli() -> None:
    """Run an evaluation campaign in the open: check reports, add them up, publish the site.

    Findings are in Chinese, for the clerks who mend them. Exit status: 0 no error, 1 errors found, 2 could not run.
    """
    for stream in (sys.stdout, sys.stderr):
        # A file name may hold bytes, and a terminal may lack letters, that cannot be printed.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[REPORT]…")
@click.option("--format", "form", type=click.Choice(list(REPORTERS)), default="text", help="How findings are printed.")
@click.option("--changed-since", "base", metavar="REV", help="Show only what has changed since, and judge the change.")
@click.option("--proposed", metavar="REV", help="Read reports from that commit or tree; all else comes from --root.")
@click.option("--reports", "folder", type=Root, metavar="DIR", help="Read reports from a folder laid out like --root.")
@click.option("--author", metavar="LOGIN", help="Who proposes the change: the forge's login, never a commit's name.")
@campaign_options
def check(paths: tuple[Path, ...], form: str, root: Path, as_of: datetime | None, **options: Any) -> None:
    """Check all reports, or show only what was found in the given files and folders.

    A change is compared with the merge base. If --proposed is a merge, it should be one that the forge made, or a tree
    (REV^{tree}): who makes merges himself can hide changes behind their first parent.
    """
    if None not in (options["proposed"], options["folder"]):
        raise click.UsageError("--proposed and --reports exclude each other")
    if options["author"] is not None and options["base"] is None:
        raise click.UsageError("--author needs --changed-since")
    try:
        judged = judge(Asked(root, today=as_of.date() if as_of else None, **options), _tracked)
        findings, count = judged.about([_below(path, options["folder"] or root) for path in paths])
    except CannotOpenError as error:
        _refuse(error, form, root)
    except GitError as error:
        click.echo(f"Git cannot be read: {error}", err=True)
        raise click.exceptions.Exit(FAILED) from error
    except NoFileError as error:
        raise click.UsageError(f"{error}: no file of this campaign") from error
    _report(form, findings, count, judged.checked, root)
    if any(finding.level == "error" for finding in findings):
        raise click.exceptions.Exit(FOUND)


@cli.command()
@click.option("--audience", type=click.Choice(["internal", "public"]), help="Who will read it; default: campaign.yml.")
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Where the site goes (default: DIR/site).")
@click.option("--sheets/--no-sheets", default=True, help="Whether the site has sheets of the reporting units.")
@campaign_options
def build(audience: str | None, site: Path | None, root: Path, as_of: datetime | None, *, sheets: bool) -> None:
    """Check, add up and build the site. Reports with errors are named on it and left out of every sum."""
    from pingyi import site as sites  # noqa: PLC0415 - pandas and MkDocs are slow to import

    target = (site or root / "site").resolve()
    opened = _stage(root, as_of, audience, target, sheets=sheets)
    sites.build(root.resolve(), opened)
    sites.index(target)
    click.echo(f"Open {_short(target / 'index.html')} in a browser, or run: make serve")


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine.")
@campaign_options
def serve(port: int, root: Path, as_of: datetime | None) -> None:
    """Show the site at a local address; it follows changes of data and docs."""
    from pingyi.serve import serve as run  # noqa: PLC0415

    run(root.resolve(), port, lambda site: _stage(root, as_of, None, site, sheets=False))


@cli.command()
@campaign_options
def schema(root: Path, as_of: datetime | None) -> None:
    """Write what is derived from the campaign: schemas for editors, and CODEOWNERS."""
    from pingyi.derived import derived  # noqa: PLC0415

    opened = _open(root, as_of, "text")
    changed = write(root, derived(opened, root.resolve()), prune=False)
    click.echo(f"{changed} files changed")


@cli.command()
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
    from pingyi.pages.book import Book  # noqa: PLC0415
    from pingyi.sheets.fonts import NoFontError  # noqa: PLC0415
    from pingyi.sheets.make import NotPublishedError, making  # noqa: PLC0415

    opened = _open(root, as_of, "text")
    tables = _tables(opened, root, options["audience"])
    if unknown := [unit for unit in units if unit != ROOT and unit not in opened.repository.roster]:
        raise click.UsageError(f"{', '.join(unknown)}: no unit of the roster")
    nodes = [ROOT, *opened.repository.roster] if every else list(units)
    if not nodes:
        raise click.UsageError("name units, a dot for the whole campaign, or --all")
    folder = options["output"] or root / "build"
    try:
        book = Book(tables, opened.repository.campaign)
        made = making(opened, book).files(nodes, options["forms"] or FORMATS)
        with click.progressbar(made, label="sheet", file=sys.stderr) as files:
            count = sum(write(folder, {path: content}, prune=False) for path, content in files)
    except (NoFontError, NotPublishedError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} files changed below {_short(folder / 'sheets')}")


@cli.command()
@click.argument("unit")
@campaign_options
def new(unit: str, root: Path, as_of: datetime | None) -> None:
    """Write a blank report for a unit, every field with its title, form and example beside it.

    What stays blank is not reported. A report that is there already is kept.
    """
    from pingyi.blank_report import blank_report  # noqa: PLC0415

    opened = _open(root, as_of, "text")
    row = opened.repository.roster.get(unit.rstrip("/"))
    if row is None:
        raise click.UsageError(f"{unit} is not in {ROSTER}")
    path = root / f"data/units/{row.id}.yml"
    if path.exists():
        raise click.UsageError(f"{_short(path)} is there already")
    write(
        root, {f"data/units/{row.id}.yml": blank_report(opened.contract, opened.repository.campaign, row)}, prune=False
    )
    click.echo(f"{_short(path)} is to be filled in; then run: pingyi check {_short(path)}")


@cli.command("import")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE.xlsx]…")
@click.option("--template", "unit", metavar="UNIT", help="Write the workbook of a unit instead, its report filled in.")
@click.option("--templates", is_flag=True, help="Write the workbooks of all reporting units instead.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="Where workbooks are written.")
@click.option("--replace", is_flag=True, help="Replace reports that are already there.")
@campaign_options
def import_(
    files: tuple[Path, ...], unit: str | None, output: Path | None, root: Path, as_of: datetime | None, **options: bool
) -> None:
    """Turn filled workbooks into reports, or write the workbooks to fill in.

    Findings name sheet and cell. A workbook with errors becomes no report.
    """
    from pingyi.workbook.door import imported  # noqa: PLC0415

    opened = _open(root, as_of, "text")
    if unit or options["templates"]:
        _write_workbooks(opened, unit, output)
        return
    if not files:
        raise click.UsageError("name the workbooks to read, or --template UNIT, or --templates")
    found = [imported(opened, root, file) for file in files]
    good = {each.path: each.text for each in found if not each.wrong}
    if taken := [path for path in good if (root / path).exists() and not options["replace"]]:
        raise click.UsageError(f"{taken[0]} is there already (use --replace to replace it)")
    _report("text", [finding for each in found for finding in each.findings], len(found), opened, root)
    click.echo(f"{write(root, good, prune=False)} files written below {root}")
    if len(good) < len(found):
        raise click.exceptions.Exit(FOUND)


def _write_workbooks(opened: Opened, unit: str | None, output: Path | None) -> None:
    """The workbook of one unit to a file, or of every reporting unit into a folder."""
    from pingyi.workbook.door import template  # noqa: PLC0415

    roster = opened.repository.roster
    if unit is not None and unit not in roster:
        raise click.UsageError(f"{unit} is not in {ROSTER}")
    units = [roster[unit]] if unit else [row for row in roster.values() if row.kind == "reporting"]
    folder, name = (output.parent, output.name) if unit and output else (output or Path(), None)
    made = {name or f"{row.id.replace('/', '-')}.xlsx": template(opened, row) for row in units}
    click.echo(f"{write(folder, made, prune=False)} files written below {folder}")


@cli.command()
@click.argument("ballots", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="BALLOTS.csv|.xlsx")
@click.option(
    "--map",
    "mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.yml",
    help="The mapping as a file, instead of the options below.",
)
@click.option("--unit", help="Unit id with columns in braces, such as 'dept-{dept}/team-{team}'.")
@click.option("--subject", help="The evaluated subject; default: the campaign's only one.")
@click.option(
    "--item", "items", multiple=True, metavar="ITEM=COLUMN", help="Which column holds the mark of an item. Repeat."
)
@click.option("--grade", "grades", multiple=True, metavar="CELL=GRADE", help="Which cell means which grade. Repeat.")
@click.option("--count", metavar="COLUMN", help="A column that says for how many equal ballots a row stands.")
@click.option("--ballot", metavar="COLUMN", help="A column with the ballot's number, so that none counts twice.")
@click.option("--person", metavar="COLUMN", help="Where many persons are graded: a column that says which one.")
@click.option("--eligible", type=click.IntRange(0), help="How many were to come. This and the next three for one unit.")
@click.option("--attended", type=click.IntRange(0), help="How many came.")
@click.option("--issued", type=click.IntRange(0), help="How many ballots were handed out.")
@click.option("--persons", type=click.IntRange(0), help="How many persons were to be graded.")
@click.option("--final", is_flag=True, help="Write final reports (default: drafts, for the unit to complete).")
@click.option("--reported-on", type=Day, metavar="DATE", help="The reports' date; default: the campaign's clock.")
@click.option(
    "--enrol", is_flag=True, help="Add units that the roster lacks, as the mapping file's `units` describes them."
)
@click.option("--replace", is_flag=True, help="Replace reports that are already there.")
@campaign_options
def tally(ballots: Path, mapping: Path | None, root: Path, as_of: datetime | None, **options: Any) -> None:
    """Count a file with one ballot a row into reports.

    An empty cell is an abstention for that item. A ballot with any other cell that is not exactly one mapped grade is
    spoiled as a whole. Nothing is guessed: a report holds the counts and nothing that neither file nor option says.
    """
    from pingyi.ballot_reports import run  # noqa: PLC0415
    from pingyi.load.ballots import BallotsError  # noqa: PLC0415
    from pingyi.tally import MappingError  # noqa: PLC0415

    try:
        found = run(ballots, mapping, root.resolve(), as_of.date() if as_of else None, options)
    except (BallotsError, MappingError) as error:
        raise click.UsageError(str(error)) from error
    spoils = "".join(f", {count} spoiled by {reason}" for reason, count in sorted(found.spoils.items()))
    click.echo(
        f"{found.valid} valid ballots{spoils}; {write(root, found.files, prune=False)} files written below {root}"
    )


@cli.command()
@click.argument("name")
@click.option("--verify", "verifying", is_flag=True, help="Make it again from its commit and compare every byte.")
@campaign_options
def release(name: str, verifying: bool, root: Path, as_of: datetime | None) -> None:
    """Freeze what the public may see as data/releases/NAME, unless an attack on it finds out about few people.

    Exit status: 0 done or verified, 1 not safe or not the same, 2 could not run.
    """
    from pingyi.release.run import ReleaseError, UnsafeError, verify  # noqa: PLC0415
    from pingyi.release.run import release as run  # noqa: PLC0415

    try:
        if verifying:
            _verified(name, verify(root.resolve(), name))
        else:
            made = run(root.resolve(), name, as_of.date() if as_of else None)
            click.echo(
                f"data/releases/{name}: {len(made.files)} files; {made.audit.checked} protected figures attacked,"
            )
            click.echo(
                f"none found out. {made.hidden} totals and own figures are hidden, {made.primary} of them below the"
            )
            click.echo("threshold. Commit the folder; public pages show it from the next build on.")
    except CannotOpenError as error:
        _refuse(error, "text", root)
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


@cli.command()
@click.argument("unit")
@click.argument("item", metavar="SUBJECT/ITEM")
@click.argument("grade", required=False)
@campaign_options
def explain(unit: str, item: str, grade: str | None, root: Path, as_of: datetime | None) -> None:
    """Show a published number sum by sum, down to file, line and commit. UNIT “.” stands for all units together."""
    from pingyi.explain import UnknownError, explained  # noqa: PLC0415
    from pingyi.load.history import last_commits  # noqa: PLC0415

    try:
        click.echo(explained(_open(root, as_of, "text"), last_commits(root), unit.strip("/"), item, grade))
    except UnknownError as error:
        raise click.UsageError(str(error)) from error


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--units", type=click.IntRange(1, 200_000), default=100, show_default=True, help="How many units.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other figures.")
def demo(folder: Path, units: int, seed: int) -> None:
    """Write a complete synthetic campaign, for trying out and for benchmarks."""
    from pingyi.demo import campaign_files  # noqa: PLC0415
    from pingyi.derived import derived  # noqa: PLC0415

    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty")
    with click.progressbar(list(campaign_files(units, seed)), label="demo", file=sys.stderr) as files:
        changed = sum(write(folder, {path: content}, prune=False) for path, content in files)
    write(folder, derived(_open(folder, None, "text"), folder.resolve()), prune=False)
    click.echo(f"{changed} files below {folder}; next: pingyi build --root {folder}")


def _stage(root: Path, as_of: datetime | None, audience: str | None, site: Path, *, sheets: bool) -> Opened:
    """Open, aggregate and stage; findings are printed and do not stop it unless the roster itself is wrong."""
    from pingyi import site as sites  # noqa: PLC0415

    opened = _open(root, as_of, "text")
    tables = _tables(opened, root, audience)
    for complaint in sites.stage(root.resolve(), opened, tables, site, sheets=sheets):
        click.echo(complaint, err=True)
    return opened


def _tables(opened: Opened, root: Path, audience: str | None) -> Tables:
    """The tables that an audience may see, after saying what is wrong with the reports."""
    from pingyi.aggregate import aggregate  # noqa: PLC0415

    if opened.findings:
        _report("text", opened.findings, len(opened.raw.paths), opened, root, err=True)
    if ROSTER in opened.errors:
        # A roster with errors would publish wrong denominators.
        raise click.exceptions.Exit(FOUND)
    return aggregate(opened, audience or opened.repository.campaign.audience)  # type: ignore[arg-type]


def _open(root: Path, as_of: datetime | None, form: str) -> Opened:
    day: date | None = as_of.date() if as_of else None
    try:
        return open_campaign(root, day, _tracked)
    except CannotOpenError as error:
        _refuse(error, form, root)


def _refuse(error: CannotOpenError, form: str, root: Path) -> NoReturn:
    click.echo(REPORTERS[form](error.findings, 0, error.catalogue, lines_in(Folder(root))))
    raise click.exceptions.Exit(FAILED) from error


def _report(
    form: str, findings: Sequence[Finding], count: int, checked: Checked, root: Path, *, err: bool = False
) -> None:
    names = {unit.id: unit.name for unit in checked.context.roster.values()}
    site_url = checked.context.campaign.data.get("site_url", "")
    options = Options(names=names, site_url=site_url, colour=(sys.stderr if err else sys.stdout).isatty())
    click.echo(REPORTERS[form](findings, count, checked.catalogue, lines_of(checked, root), options), err=err)


def _tracked(judged: Iterable[Judged], count: int) -> Iterable[Judged]:
    """What was judged, with a progress bar on a terminal where it is much."""
    if count < BAR_FROM or not sys.stderr.isatty():
        yield from judged
        return
    with click.progressbar(judged, length=count, label="check", file=sys.stderr) as bar:
        yield from bar


def _below(path: Path, root: Path) -> str:
    """A path as findings name it: relative to the campaign's root."""
    return Path(os.path.relpath(path, root)).as_posix()


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def main() -> None:
    """Entry point: whatever goes wrong outside of the data, a user sees a sentence, not a traceback."""
    try:
        cli()
    except Exception as error:
        if os.environ.get("PINGYI_DEBUG"):
            raise
        click.echo(
            f"pingyi could not go on: {type(error).__name__}: {error} (set PINGYI_DEBUG=1 for details)", err=True
        )
        sys.exit(FAILED)
