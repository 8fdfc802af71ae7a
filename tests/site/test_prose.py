"""The prose of a campaign: links that must lead somewhere, pictures that keep their place, and nobody else's words."""

from __future__ import annotations

import subprocess
from pathlib import Path

from pingyi.contract.assets import CHECKOUT
from pingyi.publish.picture_sizes import size
from pingyi.site.prose import prose, staged
from support.campaigns import opened
from support.places import TOWN
from support.readers import everything, pages
from support.sites import campaign, command, run


def test_a_broken_link_in_prose_stops_the_build(tmp_path: Path):
    root = campaign(tmp_path, TOWN)
    with (root / "docs/guide/index.md").open("a", encoding="utf-8") as page:
        page.write("\n[不在](nowhere.md)\n")
    done = run(command(root, "--no-sheets"))
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr


def test_pictures_of_the_guide_keep_their_place_before_they_arrive():
    written = prose(CHECKOUT, opened().campaign)
    guide = staged("guide/doors.md", written, set()).decode()
    width, height = size(written["assets/doors/unit.png"])
    assert f"](../assets/doors/unit.png){{ width={width} height={height} }}" in guide
    assert guide.count("](../assets/") == guide.count("{ width=")


def test_two_campaigns_build_at_the_same_time_each_with_its_own_prose(tmp_path: Path):
    sample, town = campaign(tmp_path / "sample"), campaign(tmp_path / "town", TOWN)
    builds = [
        subprocess.Popen(command(root, "--no-sheets"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for root in (sample, town)
    ]
    assert [process.wait() for process in builds] == [0, 0]

    ours, theirs = pages(sample / "site"), pages(town / "site")
    assert theirs["guide/index.html"].xpath("string(//h1)").startswith("测评说明")
    assert {path for path in theirs if path.startswith("guide/")} == {"guide/index.html", "guide/questions.html"}
    assert "guide/reporting.html" in ours
    assert "甲市" not in everything(town / "site")
    assert "示例镇" not in everything(sample / "site")
