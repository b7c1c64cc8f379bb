"""What a manual says about a kind, read from its declaration: sentences, formula, values in and out, an example."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

from engine.layers.formulas import FORMULAS
from engine.layers.layer import Arguments, Layer, Port, Received
from engine.layers.tensor_type import BATCH, TensorType

_SEE = re.compile(r"^See (torch\.[\w.]+)")
_SHAPES = {2: (64,), 3: (16, 64), 4: (16, 32, 32), 5: (16, 8, 32, 32)}  # what follows the batch, by dimensions
_DTYPES = {"integer": "int64", "index": "int64", "int64": "int64", "bool": "bool"}
LAST = 4
SITE = "https://docs.pytorch.org/docs/stable/generated/"


@dataclass(frozen=True)
class ManualPage:
    """`formula` is LaTeX, `details` what the docstring says after its first line, `example` a line of Python.

    Each of them may be empty. `torch_name` is what it is in torch, `address` the page about that.
    """

    kind: str
    summary: str
    details: tuple[str, ...]
    formula: str
    example: str
    torch_name: str

    @property
    def address(self) -> str:
        return f"{SITE}{self.torch_name}.html" if self.torch_name else ""


def manual_page(kind: type[Layer]) -> ManualPage:
    """The page about a kind of the catalogue."""
    lines = inspect.cleandoc(kind.__doc__ or "").splitlines()
    see = next((found[1] for line in lines if (found := _SEE.match(line))), "")
    details = " ".join(line for line in lines[1:] if line and not _SEE.match(line))
    formula = FORMULAS.get(kind.kind(), "")
    if formula and kind.category != "loss":  # there the words say which letter of the formula is which port
        details = _beside_formula(details)
    return ManualPage(
        kind.kind(), kind.summary_line(), (details,) if details else (), formula, example_of(kind), see.rstrip(".")
    )


def _beside_formula(details: str) -> str:
    """What a docstring says besides its equation, which is typeset already."""
    if ", with" in details:
        return details
    kept = "; ".join(part for part in details.split("; ") if " = " not in part)
    return kept[:1].upper() + kept[1:]


def example_of(kind: type[Layer]) -> str:
    """One line of Python that makes or applies a layer of the kind, as exported code has it; empty where it has none.

    Values of a usual size come in.
    """
    if kind.category == "data":  # an argument of `forward`, or what it returns
        return ""
    layer = kind(**_initial(kind))
    for shift in range(LAST + 1):
        entering = {
            port.name: (_usual(port, shift),) * (2 if port.variadic else 1) for port in kind.inputs if port.required
        }
        received = Received(entering)
        if layer.problems(received):
            continue
        made = layer.constructor(received)
        if made is not None:
            return made
        texts = {port: (("x",) if len(types) == 1 else ("x", "y")) if port == "input" else (port,)
                 for port, types in entering.items()}  # fmt: skip
        return layer.call("layer", Arguments(texts, entering), frozenset(kind.outputs[:1]))
    return ""


def _initial(kind: type[Layer]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kind.initial().items()}


def _usual(port: Port, shift: int) -> TensorType:
    """A value of a usual size at a port; `shift` is by how many dimensions more than the fewest that it takes.

    Numbers of classes come one for each sample at last.
    """
    if port.accepts == "int64" and shift == LAST:
        return TensorType((BATCH,), "int64")
    shift = 0 if shift == LAST else shift
    count = min(5, (port.dims[min(shift, len(port.dims) - 1)] if port.dims else max(2, port.at_least) + shift))
    return TensorType((BATCH, *_SHAPES.get(count, ())), _DTYPES.get(port.accepts, "float32"))
