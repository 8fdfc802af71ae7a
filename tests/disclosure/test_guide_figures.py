"""What the guide says that each setting costs in the sample is what it costs."""

from __future__ import annotations

import re
from dataclasses import replace

from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure.pattern import pattern
from pingyi.protect.policy import policy
from pingyi.protect.sums import figures
from support.campaigns import opened, tables

ROW = re.compile(r"\| `(reporting|branch)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|")


def test_what_each_setting_hides():
    rows = ROW.findall((CHECKOUT / "docs/guide/publishing.md").read_text("utf-8"))
    assert len(rows) == 4
    for depth, threshold, *said in rows:
        assert list(map(int, said)) == costs({"depth": depth, "threshold": int(threshold)}), (depth, threshold)


def costs(disclosure: dict) -> list[int]:
    """Totals of some vote, those of them that are hidden, their items, and the items all grades of which are told."""
    campaign = replace(opened().campaign, data={**opened().campaign.data, "disclosure": disclosure})
    known = figures(tables(), campaign)
    found = pattern(known, policy(campaign))
    voted = [node for node in known.tree.total.values() if any(sizes[node].any() for sizes in known.sizes.values())]
    items = [(key, node) for key in known.counts for node in voted if known.asked[key][node]]
    told = [found.detail[key][node] for key, node in items if not found.hidden[node]]
    whole = [known.counts[key].shape[1] - 1 for key, node in items if not found.hidden[node]]
    full = sum(detail == most for detail, most in zip(told, whole, strict=True))
    return [len(voted), int(found.hidden[voted].sum()), len(items), full]
