"""A release says what was accepted: its manifest how the campaign decides, its list of what counted which levels had accepted each."""

from __future__ import annotations

import csv
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.lives_told import lives_told
from support.approvals import levels
from support.forge import commit

RELEASES = "data/releases"
ACCEPTED = {
    "hall": "", "hall/east-point": "", "hall/household": "", "hall/housing": "", "library": "office",
    "library/children": "", "library/reading-room": "library office",
    "clinic": "", "clinic/pharmacy": "", "clinic/river-village": "clinic",
}  # fmt: skip
"""Read off the decisions of the campaign by hand."""


def release(root: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["release", "2025-10", *options, "--root", str(root)])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = levels(tmp_path_factory.mktemp("released") / "root")
    done = release(folder)
    assert done.exit_code == 0, done.output
    commit(folder, {})
    return folder


def test_the_manifest_says_how_and_the_list_what(root: Path) -> None:
    manifest = json.loads((root / f"{RELEASES}/2025-10/manifest.json").read_bytes())
    assert manifest["approval"] == {"levels": ["reporting"], "totals": "submitted"}
    with (root / f"{RELEASES}/2025-10.counted.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == "report"]
    listed = {row["path"].removeprefix("data/units/").removesuffix(".yml"): row["accepted_by"] for row in rows}
    assert listed == ACCEPTED
    assert "accepted_by" not in (root / f"{RELEASES}/2025-10/manifest.json").read_text("utf-8")


def test_the_page_counts_them(root: Path) -> None:
    judged = open_campaign(root)
    told = lives_told(root, judged, Book(audience_tables(judged, "internal"), judged.campaign), None)
    assert told is not None
    found = told.released["2025-10"]
    assert (found.counted, found.accepted) == (len(ACCEPTED), 2)
    assert found.same == ACCEPTED.keys()
    assert "2025-10" in told["hall/household"].released


def test_it_verifies_and_an_acceptance_that_was_none_is_found(root: Path) -> None:
    done = release(root, "--verify")
    assert done.exit_code == 0, done.output
    counted, manifest = root / f"{RELEASES}/2025-10.counted.csv", root / f"{RELEASES}/2025-10/manifest.json"
    before, listed = counted.read_bytes(), manifest.read_bytes()
    edited = re.sub(rb"(clinic/pharmacy\.yml,.*,)\n", rb"\1clinic\n", before)
    counted.write_bytes(edited)
    digests = (sha256(text).hexdigest().encode() for text in (before, edited))
    manifest.write_bytes(listed.replace(*digests))
    done = release(root, "--verify")
    counted.write_bytes(before)
    manifest.write_bytes(listed)
    assert done.exit_code == 1
    assert "clinic/pharmacy.yml）审核的记录不同：计入清单记的是由 clinic 通过，查出来是 没有哪一级" in done.output
