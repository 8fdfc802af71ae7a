"""`data/releases/`: frozen publications, each a folder of tables with a manifest, and beside it the list of what counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256

import jsonschema_rs

from pingyi.contract.assets import assets
from pingyi.load.source import Source
from pingyi.model import Data, Problem

RELEASES = "data/releases"
MANIFEST = "manifest.json"
COUNTED = ".counted.csv"
"""After the name of a release: the file that says which reports counted. It is never published."""

ATTRIBUTES, AS_IT_IS = ".gitattributes", "* -text\n"
"""Beside the releases: Git must not change line ends, as a release is verified byte for byte."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MAX_RELEASE = 2**30
FILES_NAMED = 5
"""How many files a message names."""


@dataclass(frozen=True, slots=True)
class Release:
    """`files`: bytes by name, the manifest included. `manifest` is empty where `fault` says what is wrong with it."""

    name: str
    manifest: Data
    fault: str
    files: dict[str, bytes]
    counted: bytes | None
    """The bytes of the list of what counted; None where there is none."""

    @property
    def before(self) -> str | None:
        """The name of the release that it was made after; None of the first."""
        link = self.manifest.get("before")
        return link["name"] if link else None

    @property
    def link(self) -> Data:
        """What the next release says of this one: its name, and the SHA-256 of its manifest, which names all else."""
        return {"name": self.name, "sha256": sha256(self.files[MANIFEST]).hexdigest()}

    def rows(self, table: str) -> list[Data] | None:
        """The rows of a table; None where the release has no such table."""
        content = self.files.get(f"{table}.json")
        return None if content is None else json.loads(content)


def read_releases(source: Source) -> list[Release]:
    """All releases in the order of their chain. What is beside them in the folder, such as one that was not finished, is none."""
    files: dict[str, dict[str, bytes]] = {}
    counted: dict[str, bytes] = {}
    for path in source.paths(RELEASES):
        name, _, file = path.removeprefix(f"{RELEASES}/").partition("/")
        if not isinstance(content := source.read(path, MAX_RELEASE), bytes):
            continue
        if not file and name.endswith(COUNTED):
            counted[name.removesuffix(COUNTED)] = content
        elif file and NAME.fullmatch(name):
            files.setdefault(name, {})[file] = content
    found = {name: Release(name, *_manifest(told), told, counted.get(name)) for name, told in files.items()}
    return sorted(found.values(), key=lambda release: (len(_line(release, found)), release.name))


def _line(release: Release, releases: Mapping[str, Release]) -> list[Release]:
    """A release and those before it, as far as they are there; the last one first."""
    found = [release]
    while (before := releases.get(found[-1].before or "")) and before not in found:
        found.append(before)
    return found


def release_problems(source: Source) -> Iterator[Problem]:
    """Releases that are not as their manifests say, and where they are not one chain, each made after the one before it."""
    releases = read_releases(source)
    for release in releases:
        wrong = [MANIFEST] if release.fault else [path for path, _ in wrong_files(release)]
        if wrong:
            named = "、".join(path.rpartition("/")[2] for path in wrong[:FILES_NAMED])
            yield _problem("release-damaged", release, n=len(wrong), files=named)
    yield from _broken([release for release in releases if not release.fault])


def _broken(releases: list[Release]) -> Iterator[Problem]:
    there = {release.name: release for release in releases}
    after: dict[str | None, str] = {}
    for release in releases:
        before, other = there.get(release.before or ""), after.setdefault(release.before, release.name)
        if release.before and before is None:
            yield _problem("release-gap", release, before=release.before)
        elif before and before.link != release.manifest["before"]:
            yield _problem("release-replaced", release, before=release.before)
        elif other != release.name:
            yield _problem("release-branch", release, other=other)


def _problem(rule: str, release: Release, **values: object) -> Problem:
    return Problem(rule, f"{RELEASES}/{release.name}/{MANIFEST}", values={"name": release.name, **values})


def wrong_files(release: Release) -> Iterator[tuple[str, str]]:
    """Path below `data/releases` of each file that is not as the manifest says, the list of what counted included; and what
    is wrong: `absent`, `counted-absent`, `unlisted` or `other-bytes`.
    """
    listed = {f"{release.name}/{name}": told for name, told in release.manifest["files"].items()}
    there = {f"{release.name}/{name}": content for name, content in release.files.items() if name != MANIFEST}
    private = f"{release.name}{COUNTED}"
    if told := release.manifest.get("counted"):
        listed[private] = told
    if release.counted is not None:
        there[private] = release.counted
    for path in sorted({*listed, *there}):
        if path not in there:
            yield path, "counted-absent" if path == private else "absent"
        elif path not in listed:
            yield path, "unlisted"
        elif sha256(there[path]).hexdigest() != listed[path]:
            yield path, "other-bytes"


def _manifest(files: dict[str, bytes]) -> tuple[Data, str]:
    """A valid manifest and nothing; or nothing, and what is wrong: `absent`, `not-json` or a pointer."""
    try:
        data = json.loads(files[MANIFEST])
    except KeyError:
        return {}, "absent"
    except (ValueError, RecursionError):
        return {}, "not-json"
    if error := next(_shape().iter_errors(data), None):
        return {}, "".join(f"/{step}" for step in error.instance_path) or "/"
    try:
        date.fromisoformat(data["as_of"])
    except ValueError:
        return {}, "/as_of"
    return data, ""


@cache
def _shape() -> jsonschema_rs.Draft202012Validator:
    schema = (assets("schemas") / "release.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(schema))
