"""Attached files: what can be read is read, all else refused by name, and a place is found wherever it hides."""

from __future__ import annotations

import random

import pytest

from pingyi.check import attachments
from pingyi.check.verdict import Judge
from pingyi.model import Finding, Problem
from support.judges import sample_judge
from support.photographs import JPEG, PNG, READABLE, REFUSED, TELLING
from support.situations import DRAFT, FULL, REPORT, UNIT


@pytest.fixture(scope="module")
def judge() -> Judge:
    return sample_judge()


def found(judge: Judge, files: dict[str, bytes | Problem]) -> list[Finding]:
    """What is found of a report that names these files."""
    flat = [name for name in files if "/" not in name and name.endswith((".jpg", ".png", ".pdf"))][:20]
    named = "".join(f"- {{file: {name}, title: 附件}}\n" for name in flat)
    raw = DRAFT + (f"attachments:\n{named}" if flat else "")
    return list(judge.judge(UNIT, REPORT, raw.encode(), files)[0].findings)


@pytest.mark.parametrize("name", READABLE)
def test_what_cameras_write_is_read(judge: Judge, name: str) -> None:
    assert found(judge, {name: READABLE[name]}) == []


@pytest.mark.parametrize("name", TELLING)
def test_a_place_is_found_wherever_it_hides(judge: Judge, name: str) -> None:
    assert [finding.rule for finding in found(judge, {name: TELLING[name]})] == ["picture-gps"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_by_name(judge: Judge, name: str) -> None:
    raw, rule = REFUSED[name]
    (finding,) = found(judge, {name: raw})
    assert finding.rule == rule
    assert name in finding.message
    assert ("HEIC" in finding.message) == name.startswith("phone")


def test_a_picture_that_ends_anywhere_is_refused(judge: Judge) -> None:
    """Of a PNG the last bytes hold no pixels."""
    for name, whole in (("a.jpg", JPEG), ("a.png", PNG)):
        for end in range(0, len(whole) - 24, max(1, len(whole) // 40)):
            assert {finding.rule for finding in found(judge, {name: whole[:end]})} & {
                "file-damaged",
                "file-not-what-it-says",
            }


def test_no_picture_hides_another(judge: Judge) -> None:
    """By their base names `z/photo.jpg` hid `photo.jpg`, whatever that was."""
    files = {"photo.jpg": TELLING["exif.jpg"], "z/photo.jpg": JPEG}
    for order in (files, dict(reversed(files.items()))):
        assert {(finding.rule, finding.path.rpartition(".files/")[2]) for finding in found(judge, order)} == {
            ("picture-gps", "photo.jpg"),
            ("file-in-folder", "z/photo.jpg"),
        }


def test_files_are_counted_before_any_is_read(judge: Judge) -> None:
    class Unread(dict[str, bytes | Problem]):
        def __getitem__(self, name: str) -> bytes | Problem:
            raise AssertionError(name)

    files = Unread({f"a{number}.png": b"" for number in range(181)})
    assert "files-too-many" in {finding.rule for finding in found(judge, files)}


def test_bytes_are_counted_and_reading_stops(judge: Judge) -> None:
    read = []

    class Noted(dict[str, bytes | Problem]):
        def __getitem__(self, name: str) -> bytes | Problem:
            read.append(name)
            return super().__getitem__(name)

    large = b"%PDF-".ljust(5 * 2**20)
    files = Noted({f"a{number}.pdf": large for number in range(20)})
    assert {finding.rule for finding in found(judge, files)} == {"files-too-large"}
    assert len(read) == 9


def test_mutated_pictures_end_in_findings(judge: Judge) -> None:
    chance = random.Random(2012)
    pictures = [*READABLE.items(), *TELLING.items()]
    for _ in range(4_000 if FULL else 150):
        name, whole = chance.choice(pictures)
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        del raw[chance.choice([len(raw), chance.randrange(len(raw))]) :]
        for finding in found(judge, {name: bytes(raw)}):
            assert finding.rule in {
                "file-damaged",
                "file-not-what-it-says",
                "picture-gps",
                "picture-metadata",
                "picture-too-large",
            }


def test_limits_stand_in_the_contract(judge: Judge) -> None:
    assert judge.contract.attached == {"files": 180, "bytes": 40 * 2**20}
    assert attachments.MAX_PIXELS == 40_000_000
