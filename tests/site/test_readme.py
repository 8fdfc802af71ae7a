"""The two READMEs say the same: their commands, their pictures, and what they name is there."""

from __future__ import annotations

import re

from PIL import Image

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT

ENGLISH, CHINESE = ((CHECKOUT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
BLOCK = re.compile(r"^    (\S.*)$", re.MULTILINE)
COMMAND = re.compile(r"`pingyi ([a-z]+)([^`]*)`")
MOST = 80 * 2**10
"""Bytes of a picture that everybody loads first."""


def block(text: str) -> list[str]:
    """The lines to be typed, without what is said of them."""
    return [line.split("  #")[0].strip() for line in BLOCK.findall(text)]


def test_the_commands_to_type_are_the_same() -> None:
    assert block(ENGLISH) == block(CHINESE)
    assert block(ENGLISH)[:2] == ["make site", "make test"]


def test_commands_are_called_alike_and_exist() -> None:
    english, chinese = ({(name, rest.strip()) for name, rest in COMMAND.findall(text)} for text in (ENGLISH, CHINESE))
    assert chinese <= english
    assert {name for name, _ in chinese} <= cli.commands.keys()


def test_what_they_link_to_is_there_and_the_picture_comes_first() -> None:
    for text in (ENGLISH, CHINESE):
        targets = re.findall(r'\]\(([^)#:]+)\)|(?:src|srcset)="([^"]+)"', text)
        assert [path for pair in targets for path in pair if path and not (CHECKOUT / path).exists()] == []
        head = text.partition("\n## ")[0]
        assert 'media="(prefers-color-scheme: dark)"' in head
        assert "make site" in head


def test_the_pictures_are_small_and_differ() -> None:
    files = [CHECKOUT / f".github/site-{scheme}.png" for scheme in ("light", "dark")]
    assert max(file.stat().st_size for file in files) < MOST
    brightness = []
    for file in files:
        with Image.open(file) as picture:
            brightness.append(picture.convert("L").resize((1, 1)).getpixel((0, 0)))
    assert brightness[0] > 150 > brightness[1]
