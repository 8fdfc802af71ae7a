"""How much the public may learn about few people: the campaign's `disclosure`, and where its numbers come from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pingyi.model import Campaign

VERY_FEW = 5
"""A count from 1 to 4 says what very few persons did. 5 is also the least threshold that a campaign may set."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`threshold`: fewest ballots, and fewest persons graded, whose figures may be told.

    `attribute`: may a zero above a hidden unit tell that nobody there chose a grade (`allow`), or is the grade merged
    with its neighbour until no hidden unit's zero is implied, and nobody is told to be unanimous (`merge`)?

    `depth`: down to which kind of unit figures are told; what lies deeper is never published and covers what is.

    The threshold rule is the minimum frequency rule of Hundepool et al., Statistical Disclosure Control (2012), ch. 5.
    """

    threshold: int = 10
    attribute: Literal["merge", "allow"] = "merge"
    depth: Literal["reporting", "branch"] = "reporting"

    def as_data(self) -> dict[str, Any]:
        """As in the manifest of a release, the constants that the code fixes included."""
        return {**asdict(self), "small": VERY_FEW}


def policy(campaign: Campaign) -> Policy:
    """The campaign's policy, with defaults where it says nothing."""
    return Policy(**campaign.data.get("disclosure", {}))
