"""What counts as few is for the campaign to say."""

from __future__ import annotations

from dataclasses import replace

from pingyi.protect.policy import Policy
from pingyi.protect.policy import policy as policy_of
from support.protection import CAMPAIGN


def test_the_campaign_sets_the_policy():
    data = {"disclosure": {"threshold": 20, "attribute": "allow"}}
    assert policy_of(replace(CAMPAIGN, data=data)) == Policy(20, "allow")
    assert policy_of(CAMPAIGN) == Policy(10, "merge")


def test_the_manifest_says_what_is_few():
    assert Policy().as_data() == {"threshold": 10, "attribute": "merge", "depth": "reporting", "small": 5}
