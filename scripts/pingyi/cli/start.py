"""The beginning of a campaign: a repository of one's own, and its roster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from pingyi.campaign.judged import Judged
from pingyi.cli.shared import FAILED, FOUND, File, campaign_options, open_or_refuse, refuse_git, short
from pingyi.files.write import write
from pingyi.load.roster import ROSTER

if TYPE_CHECKING:
    from pingyi.doors.roster.roster_import import RosterChange

SHOWN = 30
"""How many units of a kind of change are listed."""

KEYS = ("preset", "title", "organiser", "starts", "due", "ends", "audience", "forge")


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for every question."""
    for key in reversed(KEYS):
        command = click.option(f"--{key}", metavar="TEXT", help=f"The answer to the question about {key}.")(command)
    return command


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@_asked
@click.option("--answers", "file", type=File, metavar="FILE.yml", help="The answers in one file, for scripts.")
@click.option("--yes", is_flag=True, help="Take what is offered for every question that is left.")
@click.option("--wheel", metavar="FILE|URL", help="The tool's wheel to pin; default: the one this was installed from.")
@click.option("--build/--no-build", default=True, help="Whether the site is built at the end.")
def init(folder: Path, file: Path | None, wheel: str | None, **options: Any) -> None:
    """Write a campaign repository of your own from a preset and eight answers.

    It depends on this version of the tool by address or path and SHA-256, and holds no code of it.
    """
    from pingyi.campaign.guide import START_WORDS  # noqa: PLC0415
    from pingyi.campaign.pinned import StartError, pinned  # noqa: PLC0415
    from pingyi.campaign.start import OfficeAnswers, refuse_full, start_files  # noqa: PLC0415

    words = START_WORDS["init"]
    try:
        refuse_full(folder)
        pin = pinned(wheel)
        given = _answers_file(file) | {key: options[key] for key in KEYS if options[key] is not None}
        files = start_files(OfficeAnswers(**_answered(given, ask=not options["yes"])), pin)
        files |= _derived(files)
    except StartError as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(FAILED) from error
    changed = write(folder, files, prune=False)
    for path in files:
        if path.endswith(".sh") or path.startswith("server/"):
            (folder / path).chmod(0o755)
    _begin_history(folder)
    if options["build"]:
        _build(folder)
    site = short(folder / "site/index.html")
    click.echo(words["done"].format(folder=short(folder), count=len(changed), site=site))
    click.echo(words["next"].format(folder=short(folder)))


def _answers_file(file: Path | None) -> dict[str, Any]:
    from pingyi.campaign.guide import START_WORDS  # noqa: PLC0415
    from pingyi.campaign.pinned import StartError  # noqa: PLC0415
    from pingyi.load.documents import read_document  # noqa: PLC0415
    from pingyi.load.source import Folder  # noqa: PLC0415

    if file is None:
        return {}
    document, _ = read_document(Folder(file.parent), file.name)
    if document is None:
        raise StartError("answers-file", file=file)
    if unknown := set(document.data) - set(KEYS):
        known = "、".join(START_WORDS["questions"])
        raise StartError("answer-unknown", file=file, keys="、".join(sorted(unknown)), known=known)
    return document.data


def _answered(given: Mapping[str, Any], *, ask: bool) -> dict[str, str]:
    """Every answer: as given, as typed, or as offered. Raises `StartError`."""
    from pingyi.campaign.guide import START_WORDS  # noqa: PLC0415
    from pingyi.campaign.pinned import StartError  # noqa: PLC0415
    from pingyi.campaign.start import PRESETS, QUESTIONS, judged_answer, suggested  # noqa: PLC0415

    answers: dict[str, str] = {}
    words = START_WORDS["init"]
    if ask and "preset" not in given:
        click.echo(words["presets"])
        for key, preset in PRESETS.items():
            click.echo(words["preset"].format(id=key, about=preset["about"]))
    for key in KEYS:
        offered = suggested(key, answers, date.today())  # noqa: DTZ011 - a suggestion, before any campaign has a time zone
        value = given.get(key)
        while key not in answers:
            if value is None and ask:
                value = click.prompt(QUESTIONS[key], default=offered)
                try:
                    answers[key] = judged_answer(key, value)
                except StartError as error:
                    click.echo(error, err=True)
                    value = None
            elif (value := offered if value is None else value) is None:
                raise StartError("need", key=key, title=QUESTIONS[key])
            else:
                answers[key] = judged_answer(key, value)
    return answers


def _derived(files: Mapping[str, str | bytes]) -> dict[str, str]:
    """What the campaign makes of itself, after its check: tried aside, so that nothing is left behind where it fails."""
    from pingyi.campaign.generated import generated_files  # noqa: PLC0415

    with TemporaryDirectory() as home:
        aside = Path(home).resolve()
        write(aside, {path: content for path, content in files.items() if path.startswith("data/")}, prune=False)
        _begin_history(aside)
        judged = open_or_refuse(aside, None)
        return generated_files(judged, aside)


def _begin_history(folder: Path) -> None:
    """A Git repository with a first commit: the history tells on which day a report was received, and this is where it begins."""
    from pingyi.load.source import GitError, git  # noqa: PLC0415

    try:
        if not (folder / ".git").exists():
            git(folder, "init", "--quiet", "--initial-branch", "main")
        git(folder, "add", "--all")
        git(folder, *_author(folder), "commit", "--quiet", "--no-verify", "--message", "pingyi init")
    except GitError as error:
        refuse_git(error)


def _author(folder: Path) -> tuple[str, ...]:
    """Settings of the first commit: whoever runs this, if Git knows him, else the tool."""
    from pingyi.load.source import GitError, git  # noqa: PLC0415

    unsigned = ("-c", "commit.gpgsign=false")
    try:
        git(folder, "var", "GIT_AUTHOR_IDENT")
    except GitError:
        return (*unsigned, "-c", "user.name=pingyi", "-c", "user.email=pingyi@localhost")
    return unsigned


def _build(folder: Path) -> None:
    """Check and build, as the two commands do."""
    from pingyi.cli.checking import check  # noqa: PLC0415
    from pingyi.cli.site import build  # noqa: PLC0415

    context = click.get_current_context()
    for command in (check, build):
        made = command.make_context(command.name, ["--root", str(folder)], parent=context)
        with made:
            command.invoke(made)


@click.command()
@click.argument("table", type=click.Path(path_type=Path), metavar="FILE.xlsx|.csv")
@click.option("--sheet", metavar="NAME", help="The sheet of the workbook, where several could be the roster.")
@click.option("--category", metavar="ID", help="The category of units for which the table has none.")
@click.option("--remove", is_flag=True, help="Remove units that the table lacks and nobody has reported for.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@campaign_options
def roster(table: Path, root: Path, as_of: datetime | None, *, yes: bool, **options: Any) -> None:
    """Read the roster from an office's own table, and show what changes before it is written.

    Names, parents (or codes that say them, or indentation), categories, numbers and codes are recognised by the usual Chinese
    heads. Units that are known keep their ids.
    """
    from pingyi.campaign.generated import generated_files  # noqa: PLC0415
    from pingyi.doors.roster.roster_head import RosterTableError, roster_said  # noqa: PLC0415
    from pingyi.doors.roster.roster_import import read_change  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    try:
        change = read_change(table, judged, **options)
    except RosterTableError as error:
        for reason in error.reasons:
            click.echo(reason, err=True)
        click.echo(roster_said("cannot", count=len(error.reasons)), err=True)
        raise click.exceptions.Exit(FOUND) from error
    for line in _shown(change, judged):
        click.echo(line)
    if not (change.added or change.cells or change.removed):
        click.echo(roster_said("same"))
        return
    if not yes and not click.confirm(roster_said("ask"), default=False):
        click.echo(roster_said("not-written"))
        raise click.exceptions.Exit(FOUND)
    write(root, {ROSTER: change.text}, prune=False)
    write(root, generated_files(open_or_refuse(root, as_of), root.resolve()), prune=False)
    click.echo(roster_said("written", count=len(change.units)))


def _shown(change: RosterChange, judged: Judged) -> Iterator[str]:
    """What changes, in sentences."""
    from pingyi.doors.roster.roster_head import roster_said  # noqa: PLC0415

    yield from change.notes
    units = {**change.units, **{unit["id"]: unit for unit in change.removed}}
    parts = {"added": change.added, "removed": [unit["id"] for unit in change.removed], "kept": change.kept}
    listed = {
        word: [roster_said("unit", name=units[unit]["name"], id=unit) for unit in found]
        for word, found in parts.items()
    }
    listed["changed"] = [
        roster_said(
            "cell",
            name=units[unit]["name"],
            id=unit,
            title=judged.contract.title("roster", f"/{key}"),
            old=roster_said("blank") if old is None else old,
            new=roster_said("blank") if new is None else new,
        )
        for unit, key, old, new in change.cells
    ]
    for word in ("added", "changed", "removed", "kept"):
        if lines := listed[word]:
            yield roster_said(word, count=len(lines))
            yield from lines[:SHOWN]
            yield from [roster_said("more", count=len(lines))] if len(lines) > SHOWN else []
