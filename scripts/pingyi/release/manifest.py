"""The files of a release: the tables of the dataset, and a manifest that says where they come from."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from pingyi.load.releases import MANIFEST, Release
from pingyi.tables import dataset
from pingyi.tables.dictionary import TABLES, Tables, frame


def released_files(tables: Tables) -> dict[str, bytes]:
    """Each table as CSV and as JSON, as in the dataset."""
    return {file: text.encode() for file, text in dataset.table_files(tables).items()}


def with_manifest(files: dict[str, bytes], about: dict[str, Any]) -> dict[str, bytes]:
    """The files and the manifest that names each with its SHA-256."""
    manifest = {**about, "files": {name: sha256(content).hexdigest() for name, content in sorted(files.items())}}
    return {**files, MANIFEST: (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()}


def released_tables(release: Release) -> Tables:
    """The tables as their JSON files say."""
    found = ((name, release.rows(name)) for name in TABLES)
    return {name: frame(name, rows) for name, rows in found if rows is not None}


def differences(release: Release) -> list[str]:
    """Files that are not what the manifest says, or CSV and JSON that do not say the same."""
    listed = release.manifest.get("files")
    if not isinstance(listed, dict):
        return [f"{MANIFEST}: cannot be read"]
    names = sorted({*listed, *release.files} - {MANIFEST})
    return [f"{name}: {wrong}" for name in names if (wrong := _wrong(release.files.get(name), listed.get(name)))]


def _wrong(content: bytes | None, listed: str | None) -> str:
    if content is None:
        return "is missing"
    if listed is None:
        return "is not in the manifest"
    return "" if sha256(content).hexdigest() == listed else "its SHA-256 is not the manifest's"
