"""The contract as the browser needs it: schemas, rules, words and the roster, in files that any page may load.

Each file is a script that puts one JSON value into `pingyi`, so that a copy of the site on a disk works as well:
browsers refuse to fetch a file from another. Logins of submitters and reviewers stay out.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pingyi.check.catalogue import Catalogue
from pingyi.check.expressions import context, parts, used
from pingyi.contract.forge import forge
from pingyi.contract.form_steps import form_steps
from pingyi.contract.limits import AGREED
from pingyi.contract.schemas import Contract
from pingyi.files.packed_texts import common_name, deflated
from pingyi.model import Campaign, Data, Subject, Unit

FORM_FOLDER = "assets/form"
CLASSES = {
    r"\s": r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    r"\w": r"\p{L}\p{N}_",
}
"""What Python's classes hold, in JavaScript's words; its own differ."""
CAUSES = (
    "unclosed quote",
    *dict.fromkeys(row["cause"] for row in (*AGREED["slips"], *AGREED["slips_where_broken"])),
    "other",
)
"""What the browser can say of YAML that cannot be read."""

LATER = {
    "rulebook": ("rules", "entries", "words", "scope", "keywords", "measures", "codes", "identity", "full_width"),
    "reading": ("yaml", "slips", "slips_where_broken"),
}
"""What judging a report takes, and reading a file, and drawing the form does not: files of their own, fetched when they are wanted."""
APART = ("x-rules", "x-steps", "x-step")
LONG_ESCAPE = re.compile(r"\\U([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Held:
    """What main holds: by unit, how far its report is, and its life as readers may know it. `opens`: whether they may have the file itself."""

    states: Mapping[str, Literal["draft", "final"]] = field(default_factory=dict)
    opens: bool = False
    lives: Mapping[str, Data] = field(default_factory=dict)


HELD_NOTHING = Held()


def published(
    contract: Contract, catalogue: Catalogue, campaign: Campaign, roster: Mapping[str, Unit], held: Held = HELD_NOTHING
) -> dict[str, str]:
    """Path to content of every file: the contract and its rules, all names, rows of the roster by the first part of the id."""
    rows: dict[str, Data] = defaultdict(dict)
    for unit in roster.values():
        report = {"report": held.states[unit.id]} if unit.id in held.states else {}
        life = {"life": held.lives[unit.id]} if unit.id in held.lives else {}
        rows[unit.id.split("/")[0]][unit.id] = row(unit) | report | life
    whole = browser_contract(contract, catalogue, campaign, opens=held.opens)
    later = {name: {key: whole.pop(key) for key in keys} for name, keys in LATER.items()}
    named = {
        "contract": whole,
        **later,
        "names": [[unit.id, unit.name] for unit in roster.values()],
        **{f"units/{top}": found for top, found in rows.items()},
    }
    return {f"{FORM_FOLDER}/{name}.js": _script(name, value) for name, value in named.items()}


def report_file(unit: str, text: str, common: str) -> tuple[str, str]:
    """Path and content of the file from which the form opens a report that main holds: there may be ten thousand, so it is packed.

    `common`: what it is packed with, see `common_file`.
    """
    return _packed_file(f"reports/{unit}", deflated(text, common))


def common_file(common: str) -> tuple[str, str]:
    """The file of what the copies of reports have in common."""
    return _packed_file(f"common/{common_name(common)}", deflated(common))


def _packed_file(name: str, packed: bytes) -> tuple[str, str]:
    return f"{FORM_FOLDER}/{name}.js", _script(name, b64encode(packed).decode("ascii"))


def browser_contract(contract: Contract, catalogue: Catalogue, campaign: Campaign, *, opens: bool = False) -> Data:
    """Everything but the roster that judging and drawing a report takes. `opens`: whether the form offers main's reports."""
    kinds = list(campaign.due)
    return {
        "campaign": _campaign(campaign) | {"opens": opens},
        "steps": [asdict(step) for step in form_steps(contract, campaign)],
        "schemas": {name: _bare(contract.schemas[name]) for name in ("unit", "vocabulary")},
        "rules": [
            {"id": rule.id, "place": rule.place, "rule": rule.rule, "at": rule.at, "each": rule.each}
            for rule in contract.rules
        ],
        "entries": dict(_entries(catalogue)),
        "words": catalogue.shared_words,
        "yaml": {cause: catalogue.yaml[cause] for cause in CAUSES},
        "scope": {
            "campaign": used(context(campaign), contract.rules),
            "unit": {kind: parts(contract, campaign, kind) for kind in kinds},
        },
        **_agreed(),
    }


def _agreed() -> Data:
    """What `schemas/limits.yml` says, with patterns in JavaScript's words."""
    patterns = {name: _portable(found) for name, found in AGREED["patterns"].items()}
    return {
        **AGREED,
        "full_width": dict(zip(*AGREED["full_width"].values(), strict=True)),
        "patterns": patterns,
        "slips": [{"cause": row["cause"], "patterns": [*map(portable, row["patterns"])]} for row in AGREED["slips"]],
        "slips_where_broken": [{**row, "pattern": portable(row["pattern"])} for row in AGREED["slips_where_broken"]],
    }


def _portable(found: Data) -> Data:
    before = {"not_after": [portable(part) for part in found["not_after"]]} if "not_after" in found else {}
    return {**found, **before, "pattern": portable(found["pattern"])}


def portable(pattern: str) -> str:
    """A pattern of Python's with the same meaning under JavaScript's `u` flag."""
    for name, members in CLASSES.items():
        pattern = pattern.replace(name, f"[{members}]")
    pattern = LONG_ESCAPE.sub(r"\\u{\1}", pattern)
    # What nobody would see in the file is written by its number.
    return "".join(
        letter if letter.isascii() or letter.isprintable() else f"\\u{{{ord(letter):x}}}" for letter in pattern
    )


def _campaign(campaign: Campaign) -> Data:
    data = campaign.data
    keep = ("id", "title", "organiser", "timezone", "timeliness", "as_of", "due", "parts")
    home = forge(campaign)
    return {
        **{key: data[key] for key in keep if key in data},
        "repository": home and home.addresses(),
        "kinds": {kind: campaign.words[kind] for kind in campaign.due},
        "categories": _titled(data["categories"]),
        "invites": [{key: it[key] for key in ("category", "title")} for it in context(campaign)["invites"]],
        "required_numbers": data.get("required_numbers", {}),
        "subjects": [_subject(subject) for subject in campaign.subjects],
    }


def _titled(words: Data) -> Data:
    return {key: {"title": word["title"]} for key, word in words.items()}


def _subject(subject: Subject) -> Data:
    """What the grids of tallies are drawn from, one a scale."""
    items = [
        {
            "id": item.id,
            "title": item.title,
            "scale": {"id": item.scale.id, "title": item.scale.title},
            "not_asked_of": list(item.not_asked_of),
            "grades": [{"id": grade.id, "title": grade.title} for grade in item.grades],
        }
        for item in subject.items
    ]
    return {"id": subject.id, "title": subject.title, "counts": subject.counts, "items": items}


def _entries(catalogue: Catalogue) -> Iterable[tuple[str, Data]]:
    wanted = ("level", "message", "fix")
    for key, entry in catalogue.entries.items():
        if entry.browser:
            yield key, {name: getattr(entry, name) for name in wanted}


def row(unit: Unit) -> Data:
    """What anybody may know of a unit."""
    known = {
        "id": unit.id, "name": unit.name, "above": unit.above or None, "category": unit.category, "kind": unit.kind,
        "organisations": unit.organisations, "members": unit.members,
        "due": unit.due and unit.due.isoformat(), "opened": unit.opened and unit.opened.isoformat(),
        "closed": unit.closed and unit.closed.isoformat(), "exempt": bool(unit.exempt) or None,
    }  # fmt: skip
    return {key: value for key, value in known.items() if value is not None}


def _bare(schema: Any) -> Any:
    """A schema without what is published beside it: rules and steps."""
    if isinstance(schema, dict):
        return {key: _bare(value) for key, value in schema.items() if key not in APART}
    return [_bare(value) for value in schema] if isinstance(schema, list) else schema


def _script(name: str, value: object) -> str:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"(globalThis.pingyi=globalThis.pingyi||{{}})[{json.dumps(name)}]={body};\n"
