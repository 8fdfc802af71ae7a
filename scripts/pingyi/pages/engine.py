"""Jinja for pages by the ten thousand: calls and texts without a detour, rows asked as dictionaries, compiled templates kept.

What Jinja does for templates of any kind is left out: ours all escape, know no context, and make texts of nothing but texts,
numbers and HTML.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, MutableMapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.utils import missing
from markupsafe import Markup, escape

from pingyi.campaign.verdict_cache import Cache, Drawer, digest
from pingyi.contract.assets import assets
from pingyi.files.caches import cache_folder
from pingyi.publish.book import Book, Read, Row

ESCAPED = re.compile("[&<>\"']")


class PlainMacro:
    """A macro. Arguments that are missing, or given by name, are found as Python finds them."""

    def __init__(self, make: Callable[..., str], name: str, arguments: tuple[str, ...]) -> None:
        self.name, self._make, self._arguments = name, make, arguments
        make.__defaults__ = (missing,) * len(arguments)

    def __call__(self, *given: Any, **named: Any) -> Markup:
        if named:
            given = *given, *(named.pop(name, missing) for name in self._arguments[len(given) :])
        if named:
            raise TypeError(f"{self.name} takes no {', '.join(named)}")
        return as_html(self._make(*given))


def as_html(text: str) -> Markup:
    """A text that is HTML: `Markup` asks each object first whether it is."""
    return str.__new__(Markup, text)


class Direct(CodeGenerator):
    """What a template calls is called as it is; what it puts out is not wrapped."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja's name
        if isinstance(node.node, nodes.Getattr):
            self.visit(node.node.node, frame)
            self.write(f".{node.node.attr}")
        else:
            self.visit(node.node, frame)
        # The signature begins each argument with a comma.
        self.write("(*()")
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.write(f"(asked[{node.attr!r}] if (asked := ")
        self.visit(node.node, frame)
        self.write(f").__class__ in environment.by_item else asked.{node.attr})")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:  # noqa: ARG002 - all of ours escape
        names = [argument.name for argument in macro_ref.node.args] + ["caller"] * macro_ref.accesses_caller
        self.write(f"environment.macro(macro, {getattr(macro_ref.node, 'name', 'caller')!r}, {(*names,)!r})")

    def _output_child_pre(self, *_: Any) -> None:
        self.write("(shown if (shown := ")

    def _output_child_post(self, *_: Any) -> None:
        self.write(").__class__ is environment.html else environment.put_out(shown))")


class Pages(Environment):
    """Templates of pages. All of them escape."""

    code_generator_class = Direct
    macro, html = PlainMacro, Markup
    by_item = frozenset({Row, dict})
    """What `.` finds an item of, unless it is called; of all else it finds an attribute."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping, as nothing is added to either later: each template that is rendered copies all of it."""
        return {**self.globals, **(d or {})}

    @staticmethod
    def put_out(value: Any) -> str:
        """A value as HTML. Most texts have nothing to escape, and none is put out twice: so none need say that it was."""
        kind = value.__class__
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        if kind is int or (kind is str and not ESCAPED.search(value)):
            return str(value)
        return escape(value)

    @staticmethod
    def joined(values: tuple[Any, ...]) -> str:
        """Values one after the other; HTML if any of them is."""
        html = any(value.__class__ is Markup for value in values)
        return Markup().join(values) if html else "".join(map(str, values))


class Once:
    """Parts of pages that are the same on many: made by a macro the first time that their key is asked for.

    Every page that has a part is told what was asked for when it was made.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[str, str], tuple[Markup, set[Read]]] = {}

    def __call__(self, part: PlainMacro, key: str, *values: Any) -> Markup:
        """What the macro makes of these values. It must make the same of all that share the key."""
        return self.made((part.name, key), lambda: part(*values))

    def made(self, name: tuple[str, str], make: Callable[[], str]) -> Markup:
        """The same of any part, which is made as HTML."""
        if name not in self._made:
            with self._book.reading() as reads:
                self._made[name] = Markup(make()), reads  # noqa: S704 - templates escape
        made, reads = self._made[name]
        self._book.note(*reads)
        return made


class Compiled(BytecodeCache):
    """Compiled templates, kept while the process lives, and for the next one: books differ, templates do not."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))
        if bucket.code is None and isinstance(known := _drawer(bucket).get(bucket.checksum), str):
            bucket.bytecode_from_string(b64decode(known))
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._keep(bucket)
        drawer = _drawer(bucket)
        drawer.put(bucket.checksum, b64encode(bucket.bytecode_to_string()).decode("ascii"))
        drawer.save()

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code:
            self.kept[bucket.key, bucket.checksum] = bucket.code


def _drawer(bucket: Bucket) -> Drawer:
    """Where a template is kept, compiled as this module does it with this Jinja."""
    return Cache(cache_folder(assets("templates"), "templates"), _compiler()).drawer(bucket.key)


@cache
def _compiler() -> str:
    return digest([Path(__file__).read_bytes(), version("jinja2").encode()])
