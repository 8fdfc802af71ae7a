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
    town, other = (campaign(tmp_path / name, TOWN) for name in ("town", "other"))
    (other / "docs/guide/index.md").write_text("# 乙镇的说明\n\n只有乙镇才说的一句话。\n", "utf-8")
    (other / "docs/guide/questions.md").rename(other / "docs/guide/answers.md")
    builds = [
        subprocess.Popen(command(root, "--no-sheets"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for root in (town, other)
    ]
    assert [process.wait() for process in builds] == [0, 0]

    ours, theirs = pages(town / "site"), pages(other / "site")
    assert ours["guide/index.html"].xpath("string(//h1)").startswith("测评说明")
    assert theirs["guide/index.html"].xpath("string(//h1)").startswith("乙镇的说明")
    assert {path for path in ours if path.startswith("guide/")} == {"guide/index.html", "guide/questions.html"}
    assert {path for path in theirs if path.startswith("guide/")} == {"guide/index.html", "guide/answers.html"}
    assert "乙镇" not in everything(town / "site")
    assert "评什么、谁来评、什么时候报" in everything(town / "site")
    assert "评什么、谁来评、什么时候报" not in everything(other / "site")
