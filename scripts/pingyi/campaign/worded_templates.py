"""The tool's templates in a campaign's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import Environment, FileSystemLoader

from pingyi.contract.assets import assets
from pingyi.contract.campaign_words import worded


class WordedTemplates(FileSystemLoader):
    """A loader that puts a campaign's words in the place of the defaults before a template is read. `folder`: below the templates."""

    def __init__(self, words: Mapping[str, str], folder: str = "") -> None:
        super().__init__(assets("templates") / folder, encoding="utf-8")
        self.words = words

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, uptodate = super().get_source(environment, template)
        return worded(source, self.words), path, uptodate
