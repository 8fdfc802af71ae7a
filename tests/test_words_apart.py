"""Words for people stand in schemas/ and templates; code in either language has none, comments apart."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pingyi.contract.assets import CHECKOUT, PACKAGE
from support.browser_code import WEB, tool

HAN = re.compile("[\u3400-\u9fff]")
BROWSER = json.loads((CHECKOUT / "schemas/browser.json").read_text(encoding="utf-8"))
SOURCES = sorted((WEB / "src").rglob("*.ts"))
FILLED = re.compile(r"fill\(WORDS\.(\w+), \{([^}]*)\}\)")


def literals(path: Path) -> Iterator[str]:
    """Every text in a module that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_no_module_of_the_package_says_a_word_to_people() -> None:
    found = {str(path.relative_to(PACKAGE)): text for path in PACKAGE.rglob("*.py") for text in literals(path)
             if HAN.search(text)}  # fmt: skip
    assert found == {}


def test_no_module_of_the_browser_says_a_word_to_people(tmp_path: Path) -> None:
    """As esbuild writes them without their comments."""
    command = [tool("node"), str(WEB / "node_modules/esbuild/bin/esbuild"), *map(str, SOURCES)]
    options = ["--minify-whitespace", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]
    subprocess.run([*command, *options, f"--outbase={WEB / 'src'}", f"--outdir={tmp_path}"], check=True)
    written = sorted(tmp_path.rglob("*.js"))
    assert len(written) == len(SOURCES)
    assert {
        path.name: HAN.findall(path.read_text(encoding="utf-8"))
        for path in written
        if HAN.search(path.read_text("utf-8"))
    } == {}


def test_every_word_of_the_browser_is_said_somewhere() -> None:
    """That none is said which is not there, the compiler sees."""
    code = {section: "".join(path.read_text(encoding="utf-8") for path in SOURCES if f"{section} as WORDS" in path.read_text("utf-8"))
            for section in BROWSER}  # fmt: skip
    unsaid = [f"{section}.{key}" for section, words in BROWSER.items() for key in words
              if not re.search(rf"WORDS\.{key}\b", code[section])]  # fmt: skip
    assert unsaid == []


def test_what_is_filled_in_is_what_the_words_leave_open() -> None:
    words = {key: text for section in BROWSER.values() for key, text in section.items()}
    given = [match for path in SOURCES for match in FILLED.findall(path.read_text(encoding="utf-8"))]
    assert len(given) > 20
    for key, values in given:
        names = {value.partition(":")[0].strip() for value in values.split(",")}
        assert names == set(re.findall(r"\{(\w+)\}", words[key])), key


def test_lines_of_templates_can_be_read() -> None:
    files = [path for path in sorted((PACKAGE / "templates").iterdir()) if path.suffix in (".html", ".txt", ".xml")]
    assert len(files) > 25
    long = {path.name: max(map(len, path.read_text(encoding="utf-8").split("\n"))) for path in files}
    assert {name: length for name, length in long.items() if length > 160} == {}
