"""What the scales of a campaign count as approval and how they weigh, in words; each named where there are several."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pingyi.model import Campaign, Scale


def positives(campaign: Campaign) -> str:
    """The grades that count as approval; empty where none does."""
    return _told(campaign, lambda scale: [grade.title for grade in scale.grades if grade.positive])


def weights(campaign: Campaign) -> str:
    """The grades that have a weight, with it; empty where none has."""
    return _told(
        campaign,
        lambda scale: [f"{grade.title} {grade.shown_weight}" for grade in scale.grades if grade.weight is not None],
    )


def without_approval(campaign: Campaign) -> str:
    """The scales that have no positive grade, so that there is no positive rate; empty where all have."""
    return "、".join(scale.title for scale in _scales(campaign) if not scale.approves)


def _told(campaign: Campaign, words: Callable[[Scale], Sequence[str]]) -> str:
    scales = _scales(campaign)
    found = [(scale.title, "、".join(words(scale))) for scale in scales]
    return "；".join(text if len(scales) == 1 else f"{title}：{text}" for title, text in found if text)


def _scales(campaign: Campaign) -> list[Scale]:
    """The scales that are asked, each once."""
    return list({scale.id: scale for subject in campaign.subjects for scale, _ in subject.by_scale}.values())
