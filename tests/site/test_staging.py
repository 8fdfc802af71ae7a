"""What is staged for the site generator."""

from __future__ import annotations

import shutil
from random import Random

from pingyi import site
from pingyi.campaign.open import open_campaign
from pingyi.publish.audience import audience_tables
from support.campaigns import copied
from support.readers import files
from support.situations import FULL
from support.small_towns import Town
from support.town_days import ACTS, late


def test_a_picture_that_is_a_link_keeps_its_report_from_being_published(tmp_path):
    copied(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("不能公开的内容", encoding="utf-8")
    picture = tmp_path / "data/units/city-jia.files/snow-plough-roster.png"
    picture.unlink()
    picture.symlink_to(secret)
    opened = open_campaign(tmp_path)
    assert opened.errors == {"data/units/city-jia.yml": 1}
    tables = audience_tables(opened, "internal")
    assert tables["units"].set_index("unit").loc["city-jia", "state"] == "failing"
    site.stage(tmp_path, opened, tables, tmp_path / "site", sheets=False)
    staged = [path for path in (tmp_path / "build").rglob("*") if path.is_file()]
    assert staged
    assert not [path for path in staged if "不能公开的内容".encode() in path.read_bytes()]


def stage_town(town: Town) -> dict[str, bytes]:
    """What is staged of a town as it is today."""
    judged = open_campaign(town.home, town.today)
    site.stage(town.home, judged, audience_tables(judged, "internal"), town.home / "site", sheets=False)
    return files(town.home / "build/docs")


def test_whatever_happens_in_a_town_what_is_staged_is_that_of_a_run_from_nothing(tmp_path, monkeypatch):
    town = Town(tmp_path / "town", Random(3))
    town.start()
    acts = [*dict.fromkeys(ACTS)]
    for act in [late, *town.rng.sample(acts, len(acts) if FULL else 5)]:
        act(town)
        town.commit()
        staged = stage_town(town)
        shutil.rmtree(town.home / "build")
        with monkeypatch.context() as context:
            context.setenv("PINGYI_CACHE", "")
            assert stage_town(town) == staged, act.__name__
