"""A Chinese font for PDF: the free one that is installed with the tool, else one of the system's."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

import typst

FONT_PACKAGE = "pylopdf_fonts_zh_cn"
SERIF = (
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "NSimSun",
    "Songti SC",
    "STSong",
    "FangSong",
)
SANS = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei", "Heiti SC", "PingFang SC", "Microsoft YaHei",
        "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback")  # fmt: skip


class NoFontError(Exception):
    """No Chinese font was found; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Fonts as the compiler takes them, and the families for running text and for headings."""

    fonts: typst.Fonts
    body: str
    heading: str


def faces() -> Faces:
    """The first known families. typst would set boxes in place of Chinese and not complain. Raises `NoFontError`."""
    packaged = _packaged()
    for fonts in (typst.Fonts(include_system_fonts=False, font_paths=packaged), typst.Fonts(font_paths=packaged)):
        families = set(fonts.families())
        known = [name for name in SERIF if name in families], [name for name in SANS if name in families]
        body, heading = (next(iter(names), None) for names in known)
        if body or heading:
            return Faces(fonts, str(body or heading), str(heading or body))
    raise NoFontError(
        "no Chinese font for PDF. Run: pip install pylopdf-fonts-zh-cn (or: apt-get install fonts-noto-cjk, "
        "dnf install google-noto-serif-cjk-fonts); Windows and macOS have one of their own"
    )


def _packaged() -> list[str]:
    spec = importlib.util.find_spec(FONT_PACKAGE)
    return list(spec.submodule_search_locations or ()) if spec else []
