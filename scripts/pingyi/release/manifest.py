"""The files of a release: the tables of the dataset, and a manifest that says where they come from."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from pingyi.load.releases import MANIFEST, Release, wrong_files
from pingyi.release.words import said
from pingyi.tables import dataset
from pingyi.tables.dictionary import TABLES, Tables, frame


def released_files(tables: Tables, decimals: int) -> dict[str, bytes]:
    """Each table as CSV and as JSON, as in the dataset."""
    return dict(dataset.table_files(tables, decimals))


def with_manifest(files: dict[str, bytes], about: dict[str, Any]) -> dict[str, bytes]:
    """The files and the manifest that names each with its SHA-256."""
    manifest = {**about, "files": {name: sha256(content).hexdigest() for name, content in sorted(files.items())}}
    return {**files, MANIFEST: (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()}


def released_tables(release: Release) -> Tables:
    """The tables as their JSON files say."""
    found = ((name, release.rows(name)) for name in TABLES)
    return {name: frame(name, rows) for name, rows in found if rows is not None}


def differences(release: Release) -> list[str]:
    """What is not as the manifest says, the manifest itself and the list of what counted included: a sentence each."""
    if release.fault:
        wrong = said("manifest-field", pointer=release.fault) if "/" in release.fault else said(release.fault)
        return [said("file", path=f"{release.name}/{MANIFEST}", wrong=wrong)]
    return [said("file", path=path, wrong=said(word)) for path, word in wrong_files(release)]
