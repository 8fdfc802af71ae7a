"""The steps of the form, and what a clerk knows a field by there: its step, and the titles that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pingyi.contract.schemas import Contract
from pingyi.model import Campaign

LEADS_TO = " › "
"""Between the title of a part and that of what is in it."""


@dataclass(frozen=True, slots=True)
class FormStep:
    """A step with the parts of a report that it asks for, in the order of the contract.

    `about`: a line below its title. `rest`: whether what no step asks for belongs there.
    """

    title: str
    about: str
    parts: tuple[str, ...]
    rest: bool


def form_steps(contract: Contract, campaign: Campaign) -> list[FormStep]:
    """The steps as a campaign names them: by themselves, by its stage, else by the first part asked in it.

    Parts that no unit may report are not asked, nor the steps of such parts alone.
    """
    schema = contract.schemas["unit"]
    stages = campaign.data.get("stages", {})
    found = []
    for step in schema["x-steps"]:
        known = [part for part in schema["properties"] if _step_of(schema, part) == step["id"]]
        parts = tuple(part for part in known if part not in campaign.data["parts"] or campaign.uses(part))
        if known and not parts:
            continue
        stage = stages.get(step.get("stage"), {}).get("title")
        title = step.get("title") or stage or contract.title("unit", f"/{parts[0]}")
        found.append(FormStep(title, step.get("about", ""), parts, step.get("rest", False)))
    return found


def _step_of(schema: dict[str, object], part: str) -> str:
    """The id of the step that asks for a part: where it names none, the one that asks for what is left."""
    steps: list[dict[str, str]] = schema["x-steps"]  # type: ignore[assignment]
    named = schema["properties"][part].get("x-step")  # type: ignore[index]
    ids = [step["id"] for step in steps]
    return named if named in ids else next(step["id"] for step in steps if step.get("rest"))


def field_name(contract: Contract, pointer: str) -> str:
    """The titles on the way to a field: 通报整改 › 整改台账 › 整改事项 2 › 完成日期. What the contract does not know is named as it is."""
    return LEADS_TO.join(_titles(contract, pointer))


def _titles(contract: Contract, pointer: str) -> Iterator[str]:
    keys = pointer.split("/")[1:]
    for depth, key in enumerate(keys, 1):
        title = contract.title("unit", "".join(f"/{step}" for step in keys[:depth]))
        yield f"{title} {int(key) + 1}" if key.isdecimal() else title
