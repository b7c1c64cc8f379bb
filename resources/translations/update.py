"""Writes every string that a person can see into the translation files, and compiles them: `make translations`.

`lupdate` reads what stands in the sources as `tr("...")`, `translate("Context", "...")` and `QT_TRANSLATE_NOOP`. What
it cannot see is collected here and handed to it as one more source: the tables of the engine, which knows no Qt, calls
of functions that translate into a context of their own, and what stands inside an f-string.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
LANGUAGES = ("zh_CN",)
TOOLS = Path(sys.executable).parent


def sources() -> list[Path]:
    return sorted(path for room in ("app", "engine") for path in (ROOT / room).rglob("*.py"))


# ------------------------------------------------------------------ what the tables of the engine hold


def of_tables() -> Iterator[tuple[str, str]]:
    """Context and text of everything that the engine keeps in tables, as the window looks it up."""
    from engine.backprop.explain.notes import NOTES
    from engine.backprop.optimizer_texts import STAGE_TEXTS
    from engine.data.catalogue import sources as data_sources
    from engine.data.transforms import transforms
    from engine.layers.catalogue import catalogue
    from engine.layers.manual import manual_page
    from engine.project.library import shipped
    from engine.project.templates import templates
    from engine.settings.metrics import metrics
    from engine.settings.optimizers import optimizers
    from engine.settings.schedules import schedules
    from engine.texts import TEXTS
    from engine.texts.phrases import PHRASES

    for text in TEXTS.values():
        yield from (("Problems", text.message), ("Problems", text.hint))
    for template in templates():
        yield from (("Examples", template.title), ("Examples", template.description))
    yield from (("Blocks", block.description) for block in shipped().values())
    yield from (("Problems", phrase) for phrase in PHRASES.values())
    yield from (("Notes", text) for text in NOTES.values())
    yield from (("Stages", text) for text in STAGE_TEXTS.values())
    yield from (("Categories", text) for text in ("Own layers", "Blocks", "Block library"))  # see app/parts/kinds.py
    for kind in catalogue().values():
        yield "Categories", kind.category.replace("_", " ").capitalize()
        yield "Layers", kind.summary_line()
        yield from (("Layers", text) for text in manual_page(kind).details)
        yield from (("Layers", caption) for caption in kind.captions)
    for table in (optimizers(), schedules()):
        yield from (("Settings", kind.summary_line()) for kind in table.values())
    yield from (("Sources", kind.summary_line()) for kind in data_sources().values())
    yield from (("Transforms", kind.summary_line()) for kind in transforms().values())
    yield from (("Metrics", name) for name in ("loss", *metrics()))
    yield from (("Parameters", text) for text in helps())


def of_qt() -> Iterator[tuple[str, str]]:
    """What the window shows of Qt's own words and Qt's translations lack: in the dialog that asks for a file."""
    yield from (("QFileDialog", text) for text in ("&Look in:", "Files of &type:", "Show "))
    yield "QAbstractFileIconProvider", "Folder"


def helps() -> Iterator[str]:
    """The help of every parameter that anything declares."""
    import engine
    from engine.layers.parameters import Declaration

    for found in pkgutil.walk_packages(engine.__path__, "engine."):
        if not found.name.endswith(("__main__", ".layers.modules")):
            importlib.import_module(found.name)
    waiting: list[type[Declaration]] = [Declaration]
    while waiting:
        declaration = waiting.pop()
        waiting += declaration.__subclasses__()
        yield from (parameter.help for parameter in declaration.parameters.values())


# ------------------------------------------------------------------ what lupdate overlooks in the sources


def of_calls(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """What `self.tr` is called with, by class, and functions as `def _tr(text): return translate("Facts", text)`."""
    trees = {_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    helpers = {
        (module, getattr(node, "name", "")): context
        for module, tree in trees.items()
        for node in ast.walk(tree)
        if (context := _context(node))
    }
    for module, tree in trees.items():
        contexts = {name: context for (owner, name), context in helpers.items() if owner == module}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                used = {one.asname or one.name: helpers.get((node.module or "", one.name), "") for one in node.names}
                contexts |= {name: context for name, context in used.items() if context}
        for made in ast.walk(tree):
            if isinstance(made, ast.ClassDef):
                yield from ((made.name, text) for call in _calls(made, "tr") for text in _literals(call.args[:1]))
        for name, context in contexts.items():
            yield from ((context, text) for call in _calls(tree, name) for text in _literals(call.args[:1]))


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
            yield node


def _context(node: ast.AST) -> str:
    """The context of a function that does nothing but translate its one argument; of anything else empty."""
    match node:
        case ast.FunctionDef(
            args=ast.arguments(args=[ast.arg(arg=argument)]),
            body=[
                *_,
                ast.Return(
                    value=ast.Call(
                        func=ast.Attribute(attr="translate"), args=[ast.Constant(value=str(context)), ast.Name(id=used)]
                    )
                ),
            ],
        ) if used == argument:
            return context
    return ""


def _literals(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _literals((node.body, node.orelse))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


# ------------------------------------------------------------------ Qt's tools


def written(texts: Iterable[tuple[str, str]]) -> str:
    """These texts as a source that lupdate reads."""
    lines = dict.fromkeys(f"QT_TRANSLATE_NOOP({_quoted(context)}, {_quoted(text)})" for context, text in texts if text)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def compile_all() -> None:
    """Makes of every `.ts` the `.qm` that the window loads."""
    for language in LANGUAGES:
        source = FOLDER / f"chainrule_{language}.ts"
        compiled = source.with_suffix(".qm")
        _run("pyside6-lrelease", "-silent", source, "-qm", compiled.with_suffix(".new"))
        compiled.with_suffix(".new").replace(compiled)  # an open window reads the former file on, and must not lose it


def update() -> None:
    """Brings the `.ts` files up to the sources; what was translated stays."""
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables.py"
        tables.write_text(written((*of_tables(), *of_qt(), *of_calls(sources()))), encoding="utf-8")
        listed = Path(folder) / "sources.txt"
        listed.write_text("\n".join(map(str, (*sources(), tables))), encoding="utf-8")
        for language in LANGUAGES:
            target = FOLDER / f"chainrule_{language}.ts"
            options = ("-locations", "none", "-no-obsolete", "-disable-heuristic", "similartext")
            languages = ("-source-language", "en", "-target-language", language)
            _run("pyside6-lupdate", *options, *languages, f"@{listed}", "-ts", target)


def _run(tool: str, *arguments: object) -> None:
    subprocess.run([TOOLS / tool, *map(str, arguments)], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if "--compile-only" not in sys.argv:
        update()
    compile_all()
