"""What is known of a node, in words: what comes in, what goes out, what it holds and costs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.parts.numbers import count
from app.parts.rows import Row
from app.pictures.as_text import format_count, format_norm, shape_text
from engine.compiler.plan import Step
from engine.layers.tensor_type import TensorType
from engine.training.events import Look


def _tr(text: str) -> str:
    return QCoreApplication.translate("Facts", text)


def type_text(tensor: TensorType) -> str:
    """A shape, with its dtype where that is not the usual one."""
    shape = shape_text(tensor.shape)
    return shape if tensor.dtype == "float32" else f"{shape}  {tensor.dtype}"


def shape_and_cost(step: Step) -> list[Row]:
    """The rows of a node: its inputs and outputs by port, its parameters, its multiply-adds for one sample."""
    rows = _port_rows(_tr("Input"), [(port, kinds) for port, kinds in step.received.items()])
    rows += _port_rows(_tr("Output"), [(port, (kind,)) for port, kind in step.outputs.items()])
    if not step.outputs:
        rows.append((_tr("Output"), _tr("not known yet")))
    for name, tensor in step.parameters.items():
        rows.append((name, type_text(tensor)))
    if step.parameter_count:
        rows.append((_tr("Parameters"), count(step.parameter_count)))
    if step.total_flops:
        rows.append((_tr("Multiply-adds"), format_count(step.total_flops / 2)))
    return rows


def gradient_rows(look: Look, address: str, parameters: Sequence[str]) -> list[Row]:
    """Norms at the output and of each parameter, and how large the gradient is beside the weights."""
    rows = [(_tr("At the output"), format_norm(look.nodes.get(address)))]
    for name in parameters:
        key = f"{address}.{name}"
        gradient, weight = look.parameters.get(key), look.weights.get(key)
        rows.append((_tr("Of {name}").format(name=name), format_norm(gradient)))
        if gradient is not None and weight:
            rows.append((_tr("Relative to {name}").format(name=name), format_norm(gradient / weight)))
    return rows


def _port_rows(title: str, ports: Sequence[tuple[str, Sequence[TensorType]]]) -> list[Row]:
    rows = []
    for port, kinds in ports:
        for index, kind in enumerate(kinds):
            name = title if len(ports) == 1 else f"{title} {port}"
            rows.append((f"{name} {index}" if len(kinds) > 1 else name, type_text(kind)))
    return rows
