"""What the schema cannot say of the campaign file: words without a definition, twins, and figures without a ground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pingyi.check.catalogue import Catalogue
from pingyi.contract.schemas import Contract
from pingyi.load.contents import CAMPAIGN
from pingyi.load.nodes import join
from pingyi.model import Data, Problem

LISTS = (
    "standards", "scales", "subjects", "categories", "forms", "channels", "participant_groups", "audiences",
    "appraisals", "themes",
)  # fmt: skip
"""Lists of words: within each, people and workbooks tell the words apart by their titles."""

LEVELS = ("hint", "warning", "error")


def campaign_problems(data: Data, contract: Contract, catalogue: Catalogue) -> Iterator[Problem]:
    """Everything in the campaign file that contradicts itself; `data` is valid by campaign.schema.json."""
    yield from _dates(data, contract)
    yield from _words(data, catalogue)
    yield from _titles(data, contract)
    yield from _grades(data)
    yield from _items(data)
    yield from _numbers(data, contract)
    yield from _bands(data)


def _problem(rule: str, *steps: str | int, **values: object) -> Problem:
    pointer = ""
    for step in steps:
        pointer = join(pointer, step)
    return Problem(rule, CAMPAIGN, pointer, values=values)


def _dates(data: Data, contract: Contract) -> Iterator[Problem]:
    starts, due = data["starts"], data["due"]
    titles = {f"{key}_title": contract.title("campaign", f"/{key}") for key in ("starts", "ends")}
    if data["ends"] < starts:
        yield _problem("campaign-dates", "ends", **titles, starts=starts, ends=data["ends"])
    for kind, day in due.items():
        if day < starts:
            title = contract.title("campaign", f"/due/{kind}")
            yield _problem("campaign-due", "due", kind, **titles, title=title, due=day, starts=starts)
    if due["reporting"] < due["branch"]:
        yield _problem("campaign-due-order", "due", "branch", **due)
    try:
        ZoneInfo(data["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _problem("campaign-timezone", "timezone", found=data["timezone"])


def _words(data: Data, catalogue: Catalogue) -> Iterator[Problem]:
    """Words that are used and not defined."""
    for steps, words, found in _used(data):
        known = data.get(words, {})
        if found not in known:
            near = get_close_matches(found, known, 1, 0.6)
            suggestion = catalogue.word("did-you-mean", near=near[0]) if near else ""
            rule = "campaign-scale" if words == "scales" else "campaign-word"
            yield _problem(rule, *steps, words=words, found=found, suggestion=suggestion)


def _used(data: Data) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Where a word is used, in which list it must be, and the word."""
    for key, subject in data["subjects"].items():
        yield ("subjects", key, "scale"), "scales", subject["scale"]
        if "standard" in subject:
            yield ("subjects", key, "standard"), "standards", subject["standard"]
        for item, word in subject["items"].items():
            place = ("subjects", key, "items", item)
            if "scale" in word:
                yield (*place, "scale"), "scales", word["scale"]
            for number, category in enumerate(word.get("not_asked_of", ())):
                yield (*place, "not_asked_of", number), "categories", category
    for key, category in data["categories"].items():
        for number, group in enumerate(category.get("invites", ())):
            yield ("categories", key, "invites", number), "participant_groups", group


def _titles(data: Data, contract: Contract) -> Iterator[Problem]:
    """Two words of one list under the same title."""
    bands = data.get("thresholds", {}).get("bands", {})
    lists: list[tuple[tuple[str, ...], Data]] = [((name,), data[name]) for name in LISTS if name in data]
    lists += [(("scales", key, "grades"), scale["grades"]) for key, scale in data["scales"].items()]
    lists += [(("subjects", key, "items"), subject["items"]) for key, subject in data["subjects"].items()]
    lists += [(("thresholds", "bands"), bands)]
    for steps, words in lists:
        for name in ("title", "short"):
            yield from _twins(steps, words, name, contract.title("campaign", "".join(f"/{step}" for step in steps)))


def _twins(steps: tuple[str, ...], words: Mapping[str, Data], name: str, title: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, word in words.items():
        if name in word and first.setdefault(" ".join(word[name].split()), key) != key:
            before = first[" ".join(word[name].split())]
            yield _problem("campaign-title-twice", *steps, key, name, title=title, found=word[name], first=before)


def _grades(data: Data) -> Iterator[Problem]:
    """Tops that are no grade, grades that are two things at once, or that a score leaves out though it weighs the others."""
    for key, scale in data["scales"].items():
        if scale.get("top") not in {None, *scale["grades"]}:
            yield _problem("campaign-scale-top", "scales", key, "top", title=scale["title"], found=scale["top"])
        weighed = [grade for grade in scale["grades"].values() if "weight" in grade]
        for name, grade in scale["grades"].items():
            place = ("scales", key, "grades", name)
            if grade.get("positive") and grade.get("neutral"):
                yield _problem("campaign-grade", *place, title=grade["title"])
            if weighed and "weight" not in grade and not grade.get("neutral"):
                yield _problem("campaign-weights", *place, title=grade["title"], scale=scale["title"])


def _items(data: Data) -> Iterator[Problem]:
    """Items that nobody is asked."""
    for key, subject in data["subjects"].items():
        for item, word in subject["items"].items():
            if data["categories"].keys() <= set(word.get("not_asked_of", ())):
                yield _problem("campaign-unasked", "subjects", key, "items", item, "not_asked_of", title=word["title"])


def _numbers(data: Data, contract: Contract) -> Iterator[Problem]:
    """Numbers of entries that no report can have."""
    for part, bounds in data.get("required_numbers", {}).items():
        title = contract.title("campaign", f"/required_numbers/{part}")
        if "min" in bounds and bounds["min"] > bounds.get("max", bounds["min"]):
            yield _problem("campaign-numbers", "required_numbers", part, "min", title=title, **bounds)
        if bounds.get("min") and data["parts"].get(part, {}).get("reporting") == "unused":
            yield _problem("campaign-numbers-unused", "required_numbers", part, title=title, part=part)


def _bands(data: Data) -> Iterator[Problem]:
    """Bands that do not hold every number exactly once, or are on what the campaign does not evaluate."""
    for key, rule in data.get("thresholds", {}).get("bands", {}).items():
        place = ("thresholds", "bands", key)
        if unknown := _unknown(rule, data):
            yield _problem("campaign-bands-on", *place, title=rule["title"], found=unknown)
        above = None
        for number, step in enumerate(rule["steps"]):
            last, begins = number == len(rule["steps"]) - 1, step.get("from")
            if last is (begins is not None) or (above is not None and begins is not None and begins >= above):
                values = {"title": rule["title"], "place": number + 1, "found": step["title"]}
                yield _problem("campaign-bands", *place, "steps", number, **values)
            above = begins


def _unknown(rule: Data, data: Data) -> str | None:
    """What a band is on and the campaign does not have: its subject, item, for a score any weight, for a rate any
    positive grade.
    """
    subject = data["subjects"].get(rule["subject"])
    if subject is None or rule.get("item", next(iter(subject["items"]))) not in subject["items"]:
        return "/".join(filter(None, [rule["subject"], rule.get("item")]))
    wanted = {"score": "weight", "positive-rate": "positive"}.get(rule["on"])
    items = [item for key, item in subject["items"].items() if key == rule.get("item", key)]
    scales = [data["scales"].get(item.get("scale", subject["scale"]), {"grades": {}}) for item in items]
    # `0` is a weight; `positive: false` is as good as nothing.
    grounded = all(any(grade.get(wanted, False) is not False for grade in scale["grades"].values()) for scale in scales)
    return rule["on"] if wanted and not grounded else None


def lowered_problems(data: Data, catalogue: Catalogue) -> Iterator[Problem]:
    """Levels of rules that are not the campaign's to set, or would be raised. `catalogue`: the rules as they are."""
    for key, lowered in data.get("rules", {}).items():
        entry = catalogue.entries.get(key)
        if entry is None:
            near = get_close_matches(key, catalogue.entries, 1, 0.6)
            suggestion = catalogue.word("did-you-mean", near=near[0]) if near else ""
            yield _problem("campaign-rule-unknown", "rules", key, found=key, suggestion=suggestion)
        elif entry.fixed:
            yield _problem("campaign-rule-fixed", "rules", key, found=key, title=entry.title)
        elif LEVELS.index(lowered["level"]) >= LEVELS.index(entry.level):
            words = {name: catalogue.word(level) for name, level in (("level", entry.level), ("to", lowered["level"]))}
            yield _problem("campaign-rule-level", "rules", key, "level", found=key, title=entry.title, **words)
