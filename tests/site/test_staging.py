"""What is staged for the site generator."""

from __future__ import annotations

from pingyi import site
from pingyi.campaign.open import open_campaign
from pingyi.publish.audience import audience_tables
from support.campaigns import copied


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
