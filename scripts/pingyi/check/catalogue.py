"""Every rule by id, and the words in which a problem becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pingyi.check.place import Locate
from pingyi.contract.assets import assets
from pingyi.contract.campaign_words import worded
from pingyi.contract.schemas import Contract
from pingyi.load.documents import own_document
from pingyi.load.nodes import join
from pingyi.model import Finding, Level, Problem

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What the catalogue says of a rule. `message` and `fix` have placeholders in braces; `why` is for the site.

    `browser`: whether the browser's code judges it too.
    """

    id: str
    scope: str
    level: Level
    title: str
    message: str
    fix: str
    why: str = ""
    browser: bool = False
    """Whether the form in the browser judges it too."""
    fixed: bool = True
    """Whether a campaign has to leave its level as it is."""


class Catalogue:
    """Rules of document scope from the contract, all others from `schemas/rules.yml`. `shared_words`: those that the browser says too."""

    def __init__(self, contract: Contract) -> None:
        document = own_document(assets("schemas"), "rules.yml")
        self.shared_words: dict[str, str] = document.data["words"]
        self.words = self.shared_words | document.data["elsewhere"]
        self.yaml: dict[str, str] = document.data["yaml"]
        said = worded(document.data["rules"], contract.words)
        self.entries = {key: CatalogueEntry(key, **entry) for key, entry in said.items()}
        for rule in contract.rules:
            texts = rule.title, rule.message, rule.fix, rule.why
            self.entries[rule.id] = CatalogueEntry(
                rule.id, "document", rule.level, *texts, browser=True, fixed=rule.fixed
            )
        for key, lowered in contract.lowered.items():
            fix = fill(self.words["lowered"], {"reason": lowered["reason"]})
            self.entries[key] = replace(self.entries[key], level=lowered["level"], fix=fix)

    def explain(self, problem: Problem, locate: Locate) -> Finding:
        """The problem in words and at its line and column."""
        entry = self.entries[problem.rule]
        mark = problem.mark or locate(problem.path, problem.pointer)
        values = self._translated(problem)
        texts = fill(entry.message, values), fill(entry.fix, values)
        missing = join(problem.pointer, str(problem.values["missing"])) if "missing" in problem.values else ""
        return Finding(problem.path, *mark, problem.rule, entry.level, problem.pointer, *texts, missing)

    def _translated(self, problem: Problem) -> Mapping[str, object]:
        """The values of a problem; what the YAML parser or the reader of tables says of it, and a day that is none, are put
        into Chinese.
        """
        values: Mapping[str, Any] = problem.values
        if problem.rule == "yaml-syntax":
            return {"problem": self.yaml.get(values["problem"], self.yaml["other"])}
        if problem.rule == "csv-foreign":
            return {"found": self.words[f"csv-{values['kind']}"]}
        if problem.rule == "workbook-unreadable":
            return {"found": self.words[f"workbook-{values['kind']}"]}
        if problem.rule == "csv-header":
            wrong = "；".join(self.word(word, **about) for word, about in values["wrong"])
            return {"wrong": wrong, "known": "、".join(values["known"])}
        return {name: self.words["no-day"] if value == date.max else value for name, value in values.items()}

    def word(self, key: str, **values: object) -> str:
        return fill(self.words[key], values)


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with every `{name}` replaced; a value stands as it is, without its line breaks."""
    return PLACEHOLDER.sub(lambda match: " ".join(str(values.get(match[1], "…")).split()), template)
