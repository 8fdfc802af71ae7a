"""`data/releases/`: frozen publications, each a folder of tables with a manifest, and beside it the list of what counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
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

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MAX_RELEASE = 2**30


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
    """All releases, oldest first. What is beside them in the folder, such as one that was not finished, is none."""
    return _read(source, lambda _file: True)


def _read(source: Source, wanted: Callable[[str], bool]) -> list[Release]:
    files: dict[str, dict[str, bytes]] = {}
    counted: dict[str, bytes] = {}
    for path in source.paths(RELEASES):
        name, _, file = path.removeprefix(f"{RELEASES}/").partition("/")
        if not wanted(file) or not isinstance(content := source.read(path, MAX_RELEASE), bytes):
            continue
        if not file and name.endswith(COUNTED):
            counted[name.removesuffix(COUNTED)] = content
        elif file and NAME.fullmatch(name):
            files.setdefault(name, {})[file] = content
    found = [Release(name, *_manifest(told), told, counted.get(name)) for name, told in files.items()]
    return _in_order({release.name: release for release in found})


def _in_order(found: dict[str, Release]) -> list[Release]:
    """By their number in the chain, then by name; a chain that is broken begins again where it is."""

    def number(release: Release) -> int:
        seen = {release.name}
        while (before := found.get(release.before or "")) and before.name not in seen:
            seen.add((release := before).name)
        return len(seen)

    return sorted(found.values(), key=lambda release: (number(release), release.name))


def chain_problems(source: Source) -> Iterator[Problem]:
    """Where the releases are not one chain, each made after the one before it."""
    releases = {release.name: release for release in _read(source, MANIFEST.__eq__) if not release.fault}
    after: dict[str | None, str] = {}
    for name, release in releases.items():
        rule = ""
        before = releases.get(release.before or "")
        if release.before and before is None:
            rule = "release-gap"
        elif before and before.link != release.manifest["before"]:
            rule = "release-replaced"
        elif release.before in after:
            rule = "release-branch"
        other = after.setdefault(release.before, name)
        if rule:
            yield Problem(
                rule, f"{RELEASES}/{name}/{MANIFEST}", values={"name": name, "before": release.before, "other": other}
            )


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
