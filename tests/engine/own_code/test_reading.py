"""Code is read into fields and ports, and nothing of it is run."""

from __future__ import annotations

import textwrap

import pytest

from engine.layers.parameters import Bool, Choice, Float, Int, Ints, Text
from engine.own_code.codes import read_codes
from engine.own_code.reading import LONGEST, fingerprint, names_in, read_code

SCALE = '''
class Scale(nn.Module):
    """Scales what enters.

    More is not shown.
    """

    def __init__(self, size: int, factor: float = 2, flag=True, mode: "Literal['a', 'b']" = "b", shape=(1, -2),
                 word="x", maybe: int | None = None, device=None):
        super().__init__()

    def forward(self, x, mask=None):
        return x
'''


def made(text: str, name: str = "Scale"):
    kind = read_code(name, textwrap.dedent(text)).kind
    assert kind is not None
    return kind


def problem(text: str, name: str = "Mine"):
    code = read_code(name, textwrap.dedent(text))
    assert code.kind is None
    (found,) = code.problems
    return found


def test_a_constructor_becomes_fields() -> None:
    fields = made(SCALE).parameters
    types = {name: type(field) for name, field in fields.items()}
    assert types == {
        "size": Int,
        "factor": Float,
        "flag": Bool,
        "mode": Choice,
        "shape": Ints,
        "word": Text,
        "maybe": Int,
    }
    assert [name for name, field in fields.items() if field.required] == ["size"]
    assert (fields["factor"].default, fields["mode"].default, fields["shape"].default) == (2.0, "b", (1, -2))
    assert fields["mode"].choices == ("a", "b")
    assert fields["maybe"].optional and not fields["size"].optional
    assert made(SCALE).initial() == {"size": 1}


def test_forward_becomes_ports() -> None:
    kind = made(SCALE)
    assert [(port.name, port.required) for port in kind.inputs] == [("x", True), ("mask", False)]
    assert kind.outputs == ("output",)
    assert kind.summary_line() == "Scales what enters."
    assert (kind.kind(), kind.category) == ("Scale", "code")


def test_only_what_is_no_default_is_printed() -> None:
    layer = made(SCALE)(size=3, mode="a", shape=[4])
    assert layer.constructor({}) == "Scale(size=3, mode='a', shape=(4,))"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("returns", "annotation", "names", "unpack"),
    [
        ("return a, b", "", ("a", "b"), "{a}, {b}"),
        ("return x, x", "", ("output", "output2"), "{output}, {output2}"),
        ("return (a,)", "", ("output",), "{output},"),
        ("return self.pair(x)", " -> tuple[Tensor, torch.Tensor]", ("output", "output2"), "{output}, {output2}"),
        ("return self.one(x)", " -> tuple[Tensor, ...]", ("output",), "{output}"),
        ("if x: return a, b\n        return a + 1, b", "", ("a", "b"), "{a}, {b}"),
        ("def inner(): return 1, 2, 3\n        return x", "", ("output",), "{output}"),
    ],
)
def test_returns_become_outputs(returns: str, annotation: str, names: tuple[str, ...], unpack: str) -> None:
    kind = made(f"class Scale(nn.Module):\n    def forward(self, x){annotation}:\n        {returns}\n")
    assert (kind.outputs, kind.unpack) == (names, unpack)


def test_an_expression_has_the_names_in_it_as_ports() -> None:
    kind = made("a * torch.sigmoid(b) + sum(c for c in (a, 1))", "Mix")
    assert [port.name for port in kind.inputs] == ["a", "b"]
    assert kind.own_text == "def _Mix(a, b):\n    return a * torch.sigmoid(b) + sum(c for c in (a, 1))"
    assert made("(x,\n x * 2)", "Two").outputs == ("output", "output2")


def test_a_function_has_fields_where_its_arguments_are_plain_values() -> None:
    kind = made("def power(x, y, k: int = 2, *, scale=1.5, mask=None):\n    return x", "power")
    assert [port.name for port in kind.inputs] == ["x", "y", "mask"]
    assert list(kind.parameters) == ["k", "scale"]


def test_a_function_is_called_by_a_name_that_no_node_can_have() -> None:
    text = "def _half(x): return x\ndef half(x): return _half(x)\n"
    assert made(text, "half").own_text == text + "\n\n__half = half\n"


def test_the_class_that_bears_the_name_is_the_layer_else_the_last() -> None:
    text = (
        "class A(nn.Module):\n    def forward(self, x): return x\nclass B(A):\n    def forward(self, x, y): return x\n"
    )
    assert [len(made(text, name).inputs) for name in "AB"] == [1, 2]
    assert problem(text, "C").arguments == {"line": 3, "expected": "C", "received": "B"}
    assert read_code("C", text).defined_name == "B"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("class Mine(nn.Module):\n  def forward(self, x)\n    return x", "code_syntax", 2),
        ("x = (", "code_syntax", 1),
        ("x\0", "code_syntax", 1),
        ("('\ud800')", "code_syntax", 1),
        ("(" * 3000, "code_syntax", 1),
        ("x" * (LONGEST + 1), "code_too_long", 1),
        ("", "code_no_layer", 1),
        ("import os\n'text'", "code_no_layer", 2),
        ("class Mine:\n    pass", "code_no_layer", 1),
        ("\n\nclass Mine(nn.Module):\n    pass", "code_no_forward", 3),
        ("class Mine(nn.Module):\n    def forward(self, *x):\n        return x", "code_star", 2),
        ("class Mine(nn.Module):\n    def forward():\n        return x", "code_no_self", 2),
        ("class Mine(nn.Module):\n    def forward(self, x):\n        x + 1", "code_no_return", 2),
        ("def Mine(x):\n    if x:\n        return x, x\n    return x", "code_returns", 4),
        ("class Mine(nn.Module):\n    def __init__(self, n):\n        pass\n    def forward(self, x):\n"
         "        return x", "code_parameter_type", 2),
        ("class Mine(nn.Module):\n    def __init__(self, call: int):\n        pass\n    def forward(self, x):\n"
         "        return x", "code_parameter_name", 2),
        ("from __future__ import annotations\nx", "code_future", 1),
        ("import os\nfrom os import *\ndef Mine(x): return x", "code_import_all", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_a_layer_is_told_with_its_line(text: str, code: str, line: int) -> None:
    found = problem(text)
    assert (found.code, found.arguments["line"]) == (code, line)
    assert found.message


def test_reading_runs_nothing(tmp_path) -> None:
    mark = tmp_path / "mark"
    text = f"open({str(mark)!r}, 'w')\n{SCALE}\nclass Meta(type(open({str(mark)!r}, 'w'))): pass\n"
    assert read_code("Scale", text).kind is not None
    assert not mark.exists()


def test_codes_may_not_take_each_others_names() -> None:
    codes = read_codes(
        {"A": "def help(x): return x\ndef A(x): return x", "B": "def help(x): return 1\ndef B(x): return x"}
    )
    assert not codes.problems["A"]
    assert [(found.code, found.arguments["received"]) for found in codes.problems["B"]] == [("code_name_taken", "A")]


@pytest.mark.parametrize("name", ["Linear", "torch", "FixedValue"])
def test_codes_may_not_take_the_names_of_torch_and_the_catalogue(name: str) -> None:
    found = read_codes({name: f"def {name}(x): return x"}).problems[name]
    assert [problem.code for problem in found] == ["code_name_taken"]


def test_equal_texts_make_the_very_same_kind() -> None:
    assert read_code("Scale", SCALE).kind is read_code("Scale", str(SCALE)).kind
    assert fingerprint(SCALE) != fingerprint(SCALE + " ")


def test_names_that_nothing_else_may_bear() -> None:
    assert names_in(["import os.path\nfrom a import b as c\nX, Y = 1, 2\ndef f(): z = 1"]) == {"os", "c", "X", "Y", "f"}
