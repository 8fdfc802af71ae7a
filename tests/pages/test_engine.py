"""The templates' engine puts out what Jinja would, and finds what it compiled in an earlier run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from pingyi.pages import engine
from pingyi.publish.book import Book, Row
from pingyi.tables.dictionary import frame
from support.campaigns import opened

TEMPLATE = """{% macro cell(text, mark="-") %}<td>{{ text }}{{ mark }}{% endmacro %}{% macro box(title) %}<div title="{{ title }}">
{{ caller() }}</div>{% endmacro %}{% for row in rows if row.name %}{{ loop.index }}{{ cell(row.name, mark="<") }}{{ cell(shown(row)) }}
{% call box(row.name ~ "&") %}{% for part in row.parts %}{{ part }}{{ ", " if not loop.last }}{% endfor %}{% endcall %}{% endfor %}
{{ words | join("<") }}{{ nothing is defined }}{{ 3 }}{{ none }}{{ safe }}{{ cell(mark="+", text=safe ~ 1 ~ "<") }}{{ cell("a" ~ 2, "&") }}
{{ rows[0].get("name") }}{{ safe.split("h") | length }}{% for key, value in rows[2].items() %}{{ key }}{{ value[0] }}{% endfor %}"""
ROWS = [
    {"name": "甲 <b>", "parts": [1, "&", Markup("<i>")]},
    {"name": "", "parts": []},
    {"name": "\"乙'", "parts": [2.5, None, True]},
]


@given(
    st.one_of(st.text(), st.text(alphabet="<>&'\"甲a"), st.integers(), st.floats(), st.none(), st.text().map(Markup))
)
def test_a_value_is_put_out_as_it_is_escaped(value: object):
    assert engine.Pages.put_out(value) == escape(value)


def test_a_template_says_the_same_as_with_plain_jinja():
    values = {"rows": ROWS, "shown": lambda row: row["name"] * 2, "words": ["<", Markup("<")], "safe": Markup("<hr>")}
    texts = [
        made(loader=DictLoader({"page": TEMPLATE}), autoescape=True).get_template("page").render(values)
        for made in (Environment, engine.Pages)
    ]
    assert texts[0] == texts[1]
    assert "&lt;b&gt;" in texts[0]


@pytest.mark.parametrize("call", ["cell()", "cell(1, 2, 3)", "cell(1, colour=2)", "row.nothing", "nothing.name"])
def test_what_a_template_asks_for_must_be_there(call: str):
    page = engine.Pages(autoescape=True, undefined=StrictUndefined).from_string(
        "{% macro cell(text, mark=1) %}{{ text }}{% endmacro %}{{ " + call + " }}"
    )
    with pytest.raises((LookupError, TypeError, UndefinedError)):
        page.render(row=ROWS[0])


def test_a_row_is_asked_for_its_cells_before_what_python_knows_of_it():
    row = Row("cases", {"items": "a/b", "title": "题"}, 1)
    page = engine.Pages(autoescape=True).from_string("{{ row.items }} {{ row.title }} {{ row.text('title') }}")
    assert page.render(row=row) == "a/b 题 题"


def test_whoever_has_a_part_that_was_made_before_is_told_what_it_was_made_of():
    book = Book({"units": frame("units", [{"unit": "a", "name": "甲"}])}, opened().campaign)
    once, made = engine.Once(book), list[str]()

    def part() -> str:
        made.append(book.of("units", "a")[0]["name"])
        return made[-1]

    for _ in range(2):
        with book.reading() as outer, book.reading() as inner:
            assert once.made(("part", "a"), part) == "甲"
        assert inner == outer == {("units", "unit", "a")}
    assert made == ["甲"]


def test_what_was_compiled_is_kept_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINGYI_CACHE", str(tmp_path))

    assert page("{{ name }}") == "甲"
    with monkeypatch.context() as context:
        context.setattr(engine.Pages, "compile", None)
        assert page("{{ name }}") == "甲"
    assert page("{{ name }}乙") == "甲乙"


@pytest.mark.parametrize(
    "damage", [lambda text: text[: len(text) // 2], lambda text: text.replace(b'"', b""), lambda _: b""]
)
def test_what_was_kept_and_is_damaged_is_compiled_anew(damage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINGYI_CACHE", str(tmp_path))
    assert page("{{ name }}") == "甲"
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(damage(file.read_bytes()))
    assert page("{{ name }}") == "甲"


def test_a_folder_that_cannot_be_written_stops_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("PINGYI_CACHE", str(tmp_path / "file/below"))
    assert page("{{ name }}") == "甲"


def test_another_compiler_does_not_believe_what_this_one_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINGYI_CACHE", str(tmp_path))
    assert page("{{ name }}") == "甲"
    monkeypatch.setattr(engine, "_compiler", lambda: "another")
    monkeypatch.setattr(engine.Pages, "put_out", lambda _: "otherwise")
    monkeypatch.setattr(engine.Direct, "_output_child_pre", lambda self, *_: self.write("environment.put_it("))
    monkeypatch.setattr(engine.Direct, "_output_child_post", lambda self, *_: self.write(")"))
    monkeypatch.setattr(engine.Pages, "put_it", lambda _self, value: f"{value}!", raising=False)
    assert page("{{ name }}") == "甲!"


def page(source: str) -> str:
    """A page as a process makes it that has compiled nothing yet."""
    made = engine.Pages(loader=DictLoader({"page": source}), autoescape=True, bytecode_cache=engine.Compiled())
    return made.get_template("page").render(name="甲")
