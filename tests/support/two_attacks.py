"""Released tables put before the second attack as the public has them: files in a folder, and the roster of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pingyi.model import Campaign
from pingyi.protect.policy import Policy
from pingyi.release.manifest import released_files, with_manifest
from pingyi.tables.dictionary import Tables
from support.second_attack import promise, seen
from support.second_attack.program import Figure, Part, Program
from support.second_attack.search import Range, narrow

Inside = dict[tuple[str, ...], dict[Figure, Range]]
"""What was found out by whom: by whoever knows what some units do; the public is none of them."""


def subjects_of(campaign: Campaign) -> dict[str, seen.Subject]:
    """The public rules of a campaign that was never a file."""
    scale = campaign.subjects[0].items[0].scale
    grades = {grade.id: {"positive": grade.positive, "neutral": grade.neutral} for grade in scale.grades}
    weights = {grade.id: {"weight": grade.weight / 100} for grade in scale.grades if grade.weight is not None}
    items: dict[str, dict[str, dict[str, str]]] = {
        subject.id: {item.id: {} for item in subject.items} for subject in campaign.subjects
    }
    subjects = {
        subject.id: {"counts": subject.counts, "scale": "s", "items": items[subject.id]}
        for subject in campaign.subjects
    }
    scales = {"s": {"grades": {grade: {**about, **weights.get(grade, {})} for grade, about in grades.items()}}}
    return seen.rules({"scales": scales, "subjects": subjects})


def laid_out(folder: Path, published: Tables, tables: Tables, policy: Policy, name: str = "r") -> seen.Seen:
    """The release as files, read back as the public reads them."""
    about = {"name": name, "policy": policy.as_data()}
    return as_read(folder / f"{name}-files", with_manifest(released_files(published, 1), about), tables)


def as_read(home: Path, files: Mapping[str, bytes], tables: Tables) -> seen.Seen:
    """A release, manifest included, as the public reads it in a folder that is new. `tables`: what the roster says of units."""
    home.mkdir()
    for file, content in files.items():
        (home / file).write_bytes(content)
    units = tables["units"][["unit", "category", "code"]].fillna("").itertuples(index=False)
    roster = [{"unit": unit, "category": category, "code": code} for unit, category, code in units]
    return seen.release(home, roster, set(tables["ballots"]["unit"]))


def truth(tables: Tables, release: str = "r") -> dict[Figure, int]:
    """The own figures of all reports."""
    held = tables["ballots"][tables["ballots"]["outcome"] == "held"]
    sizes = held.melt(["unit", "subject"], ["valid", "valid_ratings", "persons_evaluated"]).dropna(subset="value")
    found = {
        Figure(release, unit, True, subject, size): int(value)
        for unit, subject, size, value in sizes.itertuples(index=False)
    }
    for unit, subject, item, grade, count in tables["tallies"].itertuples(index=False):
        found[Figure(release, unit, True, subject, item, grade)] = int(count)
    return found


def found_out(releases: list[seen.Seen], subjects: dict[str, seen.Subject], own: dict[Figure, int], *,
              touched: Sequence[Iterable[Part]] = (), insiders: Iterable[tuple[str, ...]] = ()) -> Inside:  # fmt: skip
    """What the public finds out, and each insider."""
    widths = promise.promised(releases, subjects, own)
    found: Inside = {(): narrow(Program(releases, subjects, touched), widths)}
    for insider in insiders:
        below = tuple(f"{unit}/" for unit in insider)
        mine = {figure: value for figure, value in own.items() if f"{figure.unit}/".startswith(below)}
        program = Program(releases, subjects, touched, mine)
        found[insider] = narrow(program, promise.from_inside(widths, releases, insider))
    return {who: figures for who, figures in found.items() if figures}
