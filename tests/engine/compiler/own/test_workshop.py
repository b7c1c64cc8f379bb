"""Own code is tried in a process of its own: whatever it does there, an answer comes, and the next one too."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.compiler.own.question import Question, answer_from, answer_line
from engine.compiler.own.workshop import Workshop
from engine.compiler.plan import Inference
from engine.layers.tensor_type import BATCH, TensorType
from engine.own_code.reading import read_code
from engine.problem import Problem
from engine.texts.phrase import Phrase

POINTS = TensorType((BATCH, 4))


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    made = Workshop(seconds=5.0)
    yield made
    made.close()


def asked(workshop: Workshop, text: str, name: str = "Mine", **params: object) -> Inference | Problem:
    kind = read_code(name, text).kind
    assert kind is not None, read_code(name, text).problems
    received = {port.name: (POINTS,) for port in kind.inputs}
    answer = workshop.answer(Question.about(kind(**params), received, frozenset(kind.outputs)))
    return answer if isinstance(answer, Inference) else answer[0]


def function(*lines: str) -> str:
    return "\n".join(["def Mine(x):", *(f"    {line}" for line in lines)])


def test_shapes_parameters_and_costs_are_torchs(workshop: Workshop) -> None:
    text = """class Mine(nn.Module):
    def __init__(self, size: int = 5):
        super().__init__()
        self.inner = nn.Linear(4, size)
        self.register_buffer("seen", torch.zeros(3))
    def forward(self, x):
        y = self.inner(x)
        return y, y.mean()
"""
    found = asked(workshop, text, size=6)
    assert isinstance(found, Inference)
    assert found.outputs == {"output": TensorType((BATCH, 6)), "output2": TensorType(())}
    assert found.parameters == {"inner.weight": TensorType((6, 4)), "inner.bias": TensorType((6,))}
    assert found.buffers == {"seen": TensorType((3,))}
    assert found.flops == 2 * 4 * 6


def test_code_that_reads_numbers_is_tried_with_real_ones(workshop: Workshop) -> None:
    found = asked(workshop, function("return x * (1.0 if float(x.sum()) > 0 else 2.0)"))
    assert isinstance(found, Inference)
    assert found.outputs == {"output": POINTS}


def test_code_may_import_and_use_what_it_defines(workshop: Workshop) -> None:
    text = "import math\nfrom torch.nn import functional as F\nHALF = 0.5\n" + function(
        "return F.relu(x) * HALF * math.pi"
    )
    assert isinstance(asked(workshop, text), Inference)


@pytest.mark.parametrize(
    ("text", "code", "arguments"),
    [
        (function("return x @ x"), "code_raised", {"line": 2}),
        (function("y = x", "raise ValueError('no such thing')"), "code_no_return", {}),
        (function("if True:", "    raise ValueError('no such thing')", "return x"), "code_raised",
         {"line": 3, "reason": "ValueError: no such thing"}),
        (function("return missing"), "code_raised", {"line": 2, "reason": "NameError: name 'missing' is not defined"}),
        ("x * undefined.thing", "code_raised", {"line": 1}),
        ("class Mine(nn.Module):\n    def __new__(cls):\n        return 5\n    def forward(self, x):\n        return x",
         "code_raised_outside", {}),
        ("class Mine(nn.Module):\n    def __init__(self):\n        self.a = nn.Linear(2, 2)\n"
         "    def forward(self, x):\n        return x", "code_raised", {"line": 3}),
        ("import nothing_like_that\n" + function("return x"), "code_raised", {"line": 1}),
        (function("while True: pass", "return x"), "code_too_slow", {"seconds": "5"}),
        (function("while True: print('again and again')", "return x"), "code_too_slow", {}),
        ("import sys\n" + function("sys.exit(0)", "return x"), "code_exits", {"line": 3}),
        (function("exit()", "return x"), "code_exits", {}),
        ("import os\n" + function("os._exit(0)", "return x"), "code_exits", {}),
        ("import os\nos.abort()\n" + function("return x"), "code_exits", {}),
        (function("y = bytearray(2**45)", "return x"), "code_too_much", {"line": 2}),
        (function("return torch.ones(2**36, device='cpu').sum() * x"), "code_too_much", {}),
        (function("return Mine(x)"), "code_raised", {"line": 2}),
        (function("return 5"), "code_result", {"received": "int"}),
        (function("return [x]"), "code_result", {"received": "list"}),
        (function("raise KeyboardInterrupt", "return x"), "code_raised", {"line": 2}),
        (function("class Odd(Exception):", "    def __str__(self): raise ValueError", "raise Odd", "return x"),
         "code_raised", {"reason": "Odd"}),
        (function("return x.reshape(-1)"), "batch_joined", {}),
        (function("return x.t()"), "batch_moved", {}),
        ("import os\n" + function("os.write(1, b'rubbish\\n')", "return x * undefined"),
         "code_raised", {"line": 4}),
        ("import os\nfor n in range(3, 40):\n    try: os.write(n, b'1 [] of my own\\n')\n    except OSError: pass\n"
         + function("return x"), "code_not_tried", {}),
    ],
)  # fmt: skip
def test_whatever_it_does_is_told(workshop: Workshop, text: str, code: str, arguments: dict[str, object]) -> None:
    read = read_code("Mine", text)
    if read.kind is None:
        assert [problem.code for problem in read.problems] == [code]
        return
    found = asked(workshop, text)
    assert isinstance(found, Problem), found
    assert (found.code, found.arguments | arguments) == (code, found.arguments)
    assert found.message and "{" not in found.message
    assert isinstance(asked(workshop, "x * 2"), Inference)  # the next question finds it well


@pytest.mark.skipif(sys.platform == "win32", reason="looks at the processes of a group")
def test_what_it_starts_ends_with_it(workshop: Workshop, tmp_path: Path) -> None:
    kept = tmp_path / "pid"
    text = f"""import subprocess, time
child = subprocess.Popen(["sleep", "60"])
open({str(kept)!r}, "w").write(str(child.pid))
def Mine(x):
    time.sleep(60)
    return x
"""
    found = asked(workshop, text)
    assert isinstance(found, Problem)
    assert found.code == "code_too_slow"
    pid, until = int(kept.read_text()), time.monotonic() + 5
    while time.monotonic() < until and _runs(pid):
        time.sleep(0.02)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False


def test_answers_are_remembered(workshop: Workshop) -> None:
    kind = read_code("Mine", "x * 3").kind
    assert kind is not None
    question = Question.about(kind(), {"x": (POINTS,)}, frozenset({"output"}))
    assert workshop.known(question) is None
    answer = workshop.answer(question)
    assert workshop.known(question) is answer is workshop.answer(question)


def test_phrases_come_back_as_phrases(workshop: Workshop) -> None:
    found = asked(workshop, function("return 5"))
    assert isinstance(found, Problem) and found.arguments["expected"] == Phrase("tensors")
    nested = Phrase("or", first=Phrase("values", count=2), second=["x", Phrase("nothing")])
    problem = Problem("code_result", {"kind": "Mine", "expected": nested, "received": "int"}, port="output")
    assert answer_from(answer_line((problem, {}))) == (problem, {})


@pytest.mark.parametrize(
    "arguments",
    [{}, {"kind": "Mine", "received": "", "expected": {"phrase": "no_such"}},
     {"kind": "Mine", "received": "", "expected": {"phrase": "values"}}, {"kind": {"text": 1}}],
)  # fmt: skip
def test_an_answer_that_could_not_be_shown_is_none(arguments: dict[str, object]) -> None:
    """The code may write there, too: the window must be able to tell whatever comes."""
    with pytest.raises(ValueError):
        answer_from(json.dumps({"problem": ["code_result", arguments, None], "outputs": {}}))
