"""The one clock: what day it is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pingyi.model import Campaign


def today(timezone: str) -> date:
    """The present day in a time zone. Whatever asks for the present asks here."""
    return datetime.now(ZoneInfo(timezone)).date()


def day_of(campaign: Campaign, as_of: date | None) -> date:
    """The day of a command: the one it was told, else the campaign's `as_of`, else today."""
    if as_of:
        return as_of
    if fixed := campaign.data.get("as_of"):
        return date.fromisoformat(fixed)
    return today(campaign.timezone)
