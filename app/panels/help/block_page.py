"""The help's page about a block: its words, what goes in and out, its parameters, and what is inside."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout

from app.panels.help.block_help import BlockHelp, Ports
from app.panels.help.texts import less, link, plain, term, title
from app.parts.labels import section
from app.parts.numbers import count
from app.parts.port_texts import input_text, output_text
from app.parts.rows import Rows
from app.pictures.as_text import shape_text
from engine.layers.layer import Port
from engine.layers.tensor_type import TensorType

NAMES = 176  # pixels for what is counted


def add_opening(layout: QVBoxLayout, block: BlockHelp) -> None:
    """What the block is, and its ports."""
    layout.addWidget(title(block.name))
    words = [QCoreApplication.translate("Blocks", block.description)] if block.description else list(block.comments)
    for text in words or [_tr("A block: a graph with a name, which is used as a layer is.")]:
        layout.addWidget(plain(text))
    layout.addSpacing(8)
    layout.addWidget(section(_tr("In and out")))
    for name, text in (*_port_lines(block.inputs, False), *_port_lines(block.outputs, True)):
        layout.addWidget(term(name, text))


def add_ending(layout: QVBoxLayout, block: BlockHelp, open_block: Callable[[str], object]) -> None:
    """What is inside it; `open_block` is called with its name where it is to be opened."""
    _add_inside(layout, block)
    layout.addSpacing(8)
    if block.uses is None:
        layout.addWidget(less(_tr("It stands in the library; placed once, it belongs to the project.")))
    else:
        opens = link(_tr("Open the Block"), lambda: open_block(block.name))
        layout.addWidget(opens, 0, Qt.AlignmentFlag.AlignLeft)


def _port_lines(ports: Ports, is_output: bool) -> list[tuple[str, str]]:
    lines = []
    for name, kind in ports:
        if kind is not None:
            text = _tr("Out: {shape}") if is_output else _tr("In: {shape}")
            lines.append((name, text.format(shape=_type_text(kind))))
        else:
            lines.append((name, output_text(name) if is_output else input_text(Port(name))))
    return lines


def _type_text(kind: TensorType) -> str:
    shape = shape_text(kind.shape)
    return shape if kind.dtype == "float32" else f"{shape}, {kind.dtype}"


def _add_inside(layout: QVBoxLayout, block: BlockHelp) -> None:
    layout.addSpacing(8)
    layout.addWidget(section(_tr("Inside")))
    rows = Rows(NAMES)
    shown = [(kind, f"× {number}") for kind, number in block.inside]
    if block.parameter_count is not None:
        shown.append((_tr("Parameters in all"), count(block.parameter_count)))
    if block.uses is not None:
        shown.append((_tr("Uses"), count(block.uses)))
    rows.set_rows(shown)
    layout.addWidget(rows)


def _tr(text: str) -> str:
    return QCoreApplication.translate("BlockHelp", text)
