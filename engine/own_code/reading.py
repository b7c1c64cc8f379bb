"""Reads code into a layer kind without running it: a class, a function, or an expression.

A class: the subclass of `nn.Module` that bears the code's name, else the last; its constructor gives fields, `forward`
ports. A function: arguments with a plain type or default are fields, the others ports. An expression: the names in it
that nothing else explains are its ports (`x * torch.sigmoid(x)`).
"""

from __future__ import annotations

import ast
import builtins
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from engine.layers.layer import Layer, Port
from engine.layers.parameters import Parameter
from engine.own_code.errors import UnreadableError, at
from engine.own_code.fields import field_of, last_name, signature_fields, with_defaults
from engine.own_code.kind import make_kind
from engine.own_code.ports import Returned, check_arguments, forward_ports, input_ports, output_ports
from engine.problem import Problem
from engine.texts.phrase import Phrase

LONGEST = 100_000
KNOWN_NAMES = frozenset({"torch", "nn", *dir(builtins)})  # what a text may use without saying where it comes from


@dataclass(frozen=True)
class OwnCode:
    """What a text says of itself. `kind` is None where it cannot be made a layer; `problems` say why, and where.

    `defined_name` is what the text calls its layer, `names` what it defines in all, with the lines.
    """

    name: str
    text: str
    kind: type[Layer] | None = None
    problems: tuple[Problem, ...] = ()
    defined_name: str = ""
    names: Mapping[str, int] | None = None

    def __hash__(self) -> int:
        return hash((self.name, self.text))


def fingerprint(text: str) -> str:
    """What a text is known by to whoever trusts it: another text has another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=512)
def read_code(name: str, text: str) -> OwnCode:
    """Reads one code of a project. Nothing of it is run."""
    try:
        return _read(name, text)
    except UnreadableError as error:
        return OwnCode(name, text, problems=(error.problem,), defined_name=_defined_name(text))


class _Found(NamedTuple):
    fields: Mapping[str, Parameter[Any]]
    inputs: tuple[Port, ...]
    returned: Returned
    words: str


def _read(name: str, text: str) -> OwnCode:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tree = _parsed(text)
    subject = _subject(tree, name)
    if isinstance(subject, ast.expr):
        found = _of_expression(subject)
        head = f"def _{name}({', '.join(port.name for port in found.inputs)}):\n    return"
        one_line = "\n" not in text.strip()
        definition = f"{head} {text.strip()}" if one_line else f"{head} (\n{text}\n    )"
        shift = 1 if one_line else 2
        kind = make_kind(name, definition, False, *found, text, shift, called=f"_{name}")
        return OwnCode(name, text, kind, defined_name=name, names={name: 1})
    if subject.name != name:
        raise at("code_name", subject, expected=name, received=subject.name)
    found = _of_class(subject) if isinstance(subject, ast.ClassDef) else _of_function(subject)
    names = dict(_defined(tree))
    if isinstance(subject, ast.ClassDef):
        return OwnCode(name, text, make_kind(name, text, True, *found, text), defined_name=name, names=names)
    called = f"_{name}"
    while called in names:
        called = f"_{called}"
    definition = text.rstrip() + f"\n\n\n{called} = {name}\n"
    kind = make_kind(name, definition, False, *found, text, called=called)
    return OwnCode(name, text, kind, defined_name=name, names=names)


def _parsed(text: str) -> ast.Module:
    if len(text) > LONGEST:
        raise UnreadableError("code_too_long", 1, expected=LONGEST, received=len(text))
    try:
        text.encode("utf-8")
        tree = ast.parse(text)
    except SyntaxError as error:
        lines = text.count("\n") + 1
        raise UnreadableError("code_syntax", min(error.lineno or 1, lines), reason=error.msg) from None
    except UnicodeEncodeError as error:
        raise UnreadableError("code_syntax", text[: error.start].count("\n") + 1, reason=error.reason) from None
    except (RecursionError, MemoryError):
        raise UnreadableError("code_syntax", 1, reason=Phrase("code_too_deep")) from None
    except ValueError as error:
        raise UnreadableError("code_syntax", 1, reason=str(error)) from None
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            raise at("code_future", node)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            raise at("code_import_all", node)
    return tree


def _subject(tree: ast.Module, name: str) -> ast.ClassDef | ast.FunctionDef | ast.expr:
    """What of a text is the layer."""
    only = tree.body[0] if len(tree.body) == 1 else None
    if isinstance(only, ast.Expr) and not isinstance(only.value, ast.Constant):
        return only.value
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    modules: dict[str, ast.ClassDef] = {}
    for node in classes:
        bases = {last_name(base) for base in node.bases}
        if "Module" in bases or bases & set(modules) or any(_is_torchs(base) for base in node.bases):
            modules[node.name] = node
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if name in modules or name in functions:
        return modules.get(name) or functions[name]
    found: list[ast.ClassDef | ast.FunctionDef] = [*modules.values()]
    if not classes:
        found += functions.values()
    if found:
        return found[-1]
    line = classes[-1].lineno if classes else tree.body[-1].lineno if tree.body else 1
    raise UnreadableError("code_no_layer", line)


def _is_torchs(base: ast.expr) -> bool:
    """Whether a base is written as a class of torch.nn: `nn.Linear`."""
    return isinstance(base, ast.Attribute) and last_name(base.value) == "nn"


def _defined_name(text: str) -> str:
    """The name that a text gives to what would be its layer; empty where it has none, or cannot be parsed."""
    try:
        subject = _subject(_parsed(text), "")
    except UnreadableError:
        return ""
    return "" if isinstance(subject, ast.expr) else subject.name


def _of_class(node: ast.ClassDef) -> _Found:
    methods = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
    forward = methods.get("forward")
    if forward is None:
        raise at("code_no_forward", node, name=node.name)
    fields: dict[str, Parameter[Any]] = {}
    if "__init__" in methods:
        constructor = methods["__init__"].args
        plain = [*constructor.posonlyargs, *constructor.args]
        if not plain:
            raise at("code_no_self", methods["__init__"])
        fields = signature_fields(_without_first(constructor))
    return _Found(fields, forward_ports(forward), output_ports(forward), _words(node))


def _without_first(given: ast.arguments) -> ast.arguments:
    """The arguments of a method without the object that it belongs to."""
    first_is_named = not given.posonlyargs
    count = len(given.posonlyargs) + len(given.args) - 1
    return ast.arguments(
        posonlyargs=given.posonlyargs[1:],
        args=given.args[1:] if first_is_named else given.args,
        vararg=given.vararg,
        kwonlyargs=given.kwonlyargs,
        kw_defaults=given.kw_defaults,
        kwarg=given.kwarg,
        defaults=given.defaults[-count:] if count else [],
    )


def _of_function(node: ast.FunctionDef) -> _Found:
    check_arguments(node)
    fields: dict[str, Parameter[Any]] = {}
    ports: list[tuple[ast.arg, ast.expr | None]] = []
    for argument, default in with_defaults(node.args):
        try:
            field = field_of(argument, default)
        except UnreadableError:
            field = None
        if field is None:
            ports.append((argument, default))
        else:
            only = ast.arguments([], [], None, [argument], [default], None, [])
            fields |= signature_fields(only)
    return _Found(fields, input_ports(ports), output_ports(node), _words(node))


def _of_expression(node: ast.expr) -> _Found:
    names = [item for item in ast.walk(node) if isinstance(item, ast.Name)]
    bound = {item.id for item in names if not isinstance(item.ctx, ast.Load)}
    bound |= {item.arg for item in ast.walk(node) if isinstance(item, ast.arg)}
    free = [item for item in names if item.id not in KNOWN_NAMES | bound]
    free.sort(key=lambda item: (item.lineno, item.col_offset))
    ports = tuple(Port(name) for name in dict.fromkeys(item.id for item in free))
    if isinstance(node, ast.Tuple):
        return _Found({}, ports, Returned(_numbered(len(node.elts)), True), "")
    return _Found({}, ports, Returned(("output",), False), "")


def _numbered(count: int) -> tuple[str, ...]:
    return tuple("output" if number == 1 else f"output{number}" for number in range(1, count + 1))


def _words(node: ast.ClassDef | ast.FunctionDef) -> str:
    """Its docstring: what it does in the first line, and then more of it."""
    return (ast.get_docstring(node) or "").strip()


def _defined(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What a text defines for everyone, by name, with the line; imports are none, as they mean the same everywhere."""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            for item in ast.walk(node):
                if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
                    yield item.id, item.lineno


def names_in(texts: Iterable[str]) -> set[str]:
    """Every name that texts which can be parsed define or import, so that nothing else is called so."""
    found: set[str] = set()
    for text in texts:
        tree = ast.parse(text)
        found |= {name for name, _ in _defined(tree)}
        imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        found |= {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}
    return found


def clashes(codes: Collection[OwnCode], taken: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """By code: a name that it defines though torch, the catalogue or a code before it has it already."""
    owners = {name: "torch" if name in ("torch", "nn") else name for name in taken}
    for code in codes:
        for name, line in (code.names or {}).items():
            if name in owners:
                yield code.name, Problem("code_name_taken", {"line": line, "name": name, "received": owners[name]})
        owners |= {name: code.name for name in code.names or {} if name not in owners}
