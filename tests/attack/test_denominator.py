"""A release over marks, with two decimals, fine weights and an item that a category is not asked, is attacked with true
equations: everything that the attack takes from the tables holds for the figures that they were made from.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from pingyi.attack.publication import Publication
from pingyi.attack.system import system
from pingyi.attack.variables import variables
from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.figures.internal import internal_tables
from pingyi.release.making import Released, make
from pingyi.tables.dictionary import TABLES, frame
from support.situations import FULL

REFERENDUM = CHECKOUT / "tests/campaigns/referendum"
GRADES = {
    "good": {"title": "好", "positive": True, "weight": "6.67"},
    "fair": {"title": "中", "positive": True, "weight": "3.33"},
    "unsure": {"title": "不了解", "neutral": True},
    "poor": {"title": "差", "weight": "0"},
}
COUNTS = (0, 0, 1, 2, 3, 5, 8, 13, 40, 90)


def random_campaign(root: Path, chance: random.Random) -> Path:
    """The referendum with four grades, an item that villages are not asked, and small random counts."""
    shutil.copytree(REFERENDUM, root)
    file = root / "data/campaign.yml"
    data = yaml.safe_load(file.read_text("utf-8"))
    data["scales"]["choice"]["grades"] = GRADES
    data["subjects"]["bridge"]["items"]["ferry"] = {"title": "渡船", "not_asked_of": ["village"]}
    file.write_text(yaml.safe_dump(data, allow_unicode=True, default_flow_style=False), "utf-8")
    roster = (root / "data/roster.csv").read_text("utf-8")
    for path in (root / "data/units").rglob("*.yml"):
        report = yaml.safe_load(path.read_text("utf-8"))
        tally = {grade: chance.choice(COUNTS) for grade in GRADES}
        valid = sum(tally.values()) + chance.choice((0, 0, 4))
        again = list(tally.values())
        chance.shuffle(again)
        tallies = {"question": tally, "ferry": dict(zip(GRADES, again, strict=True))}
        for each in tallies.values():
            if blank := valid - sum(each.values()):
                each["blank"] = blank
        if ",village," in next(line for line in roster.splitlines() if line.startswith(f"{report['unit']},")):
            del tallies["ferry"]
        ballots = {"returned": valid, "valid": valid, "spoiled": 0}
        report["results"] = {"bridge": {"outcome": "held", "ballots": ballots, "items": tallies}}
        path.write_text(yaml.safe_dump(report, allow_unicode=True), "utf-8")
    return root


@pytest.mark.parametrize("seed", range(40 if FULL else 1))
def test_what_the_attack_reads_is_true(seed: int, tmp_path: Path) -> None:
    root = REFERENDUM if seed == 0 else random_campaign(tmp_path / "root", random.Random(seed))
    judged = open_campaign(root)
    assert not [finding for finding in judged.findings if finding.level == "error"]
    about = Released("first", "", judged.as_of, judged.campaign, internal_tables(judged), "")
    made = make(about, [], tmp_path / "release")
    assert not made.audit.unproven
    tables = {
        name: frame(name, yaml.safe_load(made.files[f"{name}.json"])) for name in TABLES if f"{name}.json" in made.files
    }
    publication = Publication("first", tables, about.figures, about.tables["units"])
    named = variables([publication])
    known = system([publication], named)
    said = known.matrix @ known.truth
    assert np.all(said >= known.low - 1e-6)
    assert np.all(said <= known.high + 1e-6)


def test_a_release_tells_rates_over_marks(tmp_path: Path) -> None:
    judged = open_campaign(REFERENDUM)
    about = Released("first", "", judged.as_of, judged.campaign, internal_tables(judged), "")
    made = make(about, [], tmp_path)
    (whole,) = (row for row in yaml.safe_load(made.files["rates.json"]) if row["unit"] == ".")
    tallies = {row["grade"]: row for row in yaml.safe_load(made.files["rollup_tallies.json"]) if row["unit"] == "."}
    assert whole["valid"] == tallies["keep"]["count"] + tallies["build"]["count"]
    assert whole["top_rate"] is None, "neither answer is the better one"
    assert round(tallies["keep"]["share"] + tallies["build"]["share"], 2) == 100
    assert tallies["blank"]["share"] is None
    assert tallies["keep"]["share"] == round(100 * tallies["keep"]["count"] / whole["valid"], 2)
