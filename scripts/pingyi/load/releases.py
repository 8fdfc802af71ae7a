"""`data/releases/`: frozen publications, each a folder of tables with a manifest, and beside it the list of what counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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
    def earlier(self) -> list[str]:
        """The names of the releases that it was made after."""
        return list(self.manifest.get("earlier", ()))

    def rows(self, table: str) -> list[Data] | None:
        """The rows of a table; None where the release has no such table."""
        content = self.files.get(f"{table}.json")
        return None if content is None else json.loads(content)


def read_releases(source: Source) -> list[Release]:
    """All releases, oldest first. What is beside them in the folder, such as one that was not finished, is none."""
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
    found = [Release(name, *_manifest(told), told, counted.get(name)) for name, told in files.items()]
    return sorted(found, key=lambda release: (len(release.earlier), release.name))


def damaged(source: Source) -> Iterator[Problem]:
    """Releases that are not as their manifests say."""
    for release in read_releases(source):
        wrong = [MANIFEST] if release.fault else [path for path, _ in wrong_files(release)]
        if wrong:
            values = {
                "name": release.name,
                "n": len(wrong),
                "files": "、".join(path.rpartition("/")[2] for path in wrong[:FILES_NAMED]),
            }
            yield Problem("release-damaged", f"{RELEASES}/{release.name}/{MANIFEST}", values=values)


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
