"""The colours of the site, read from its style sheet: contrast, and neighbours that every kind of colour vision tells apart.

Simulation: Machado, Oliveira, Fernandes 2009, severity 1. Contrast: WCAG 2.2. Difference: CIE 1976 in L*a*b*, D65.
"""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from pingyi.contract.assets import CHECKOUT

CSS = (CHECKOUT / "docs/assets/pingyi.css").read_text("utf-8")
SCHEMES = {"light": '[data-md-color-scheme="default"] {', "dark": '[data-md-color-scheme="slate"] {'}
PAGE = {"light": "#ffffff", "dark": "#1e2129"}
ROLES = ("p1", "p2", "p3", "n1", "n2", "n3", "k1", "k2", "k3", "neutral", "blank")
BAR = ("p1", "p2", "p3", "neutral", "n3", "n2", "n1", "blank")
"""Roles in the order of a scale; one may lack a step, so that others become neighbours."""
KINDS = ("k1", "k2", "k3", "neutral", "blank")
"""The same where no answer is better than another."""
SMALLEST_DIFFERENCE = 15
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])

every_scheme = pytest.mark.parametrize("scheme", SCHEMES)


def palette(scheme: str) -> dict[str, str]:
    block = CSS.split(SCHEMES[scheme], 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--py-([\w-]+):\s*(#[0-9a-f]{3,6});", block)) | {"page": PAGE[scheme]}


def linear(colour: str) -> np.ndarray:
    """Linear RGB in 0…1 of `#rgb` or `#rrggbb`."""
    digits = "".join(digit * 2 for digit in colour[1:]) if len(colour) == 4 else colour[1:]
    values = np.array([int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(colour) @ TO_XYZ[1]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, vision: str) -> np.ndarray:
    ratio = TO_XYZ @ np.clip(np.array(VISIONS[vision]) @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@every_scheme
def test_text_has_a_contrast_of_4_5(scheme: str):
    colours = palette(scheme)
    on_page = {(name, ground) for name in ("link", "muted", "good", "warn", "bad") for ground in ("page", "soft")}
    on_bars = {(f"{role}-ink", role) for role in ROLES}
    low = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in on_page | on_bars}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@every_scheme
def test_every_part_of_a_bar_has_an_edge_with_a_contrast_of_3(scheme: str):
    colours = palette(scheme)
    assert ".py svg rect { stroke: var(--py-edge)" in CSS
    assert contrast(colours["edge"], colours["page"]) >= 3
    assert contrast(colours["edge"], colours["soft"]) >= 3


@every_scheme
@pytest.mark.parametrize("vision", VISIONS)
def test_neighbours_in_a_bar_differ_for_everyone(scheme: str, vision: str):
    colours = palette(scheme)
    found = {
        (one, other): float(np.linalg.norm(lab(colours[one], vision) - lab(colours[other], vision)))
        for scale in (BAR, KINDS)
        for one, other in itertools.combinations(scale, 2)
    }
    assert {pair: round(value) for pair, value in found.items() if value < SMALLEST_DIFFERENCE} == {}
