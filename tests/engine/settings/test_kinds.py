"""What all declarations of this room have in common: names, texts, limits, and that they wait for torch."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layers.parameters import BadValue, Float
from engine.settings import metrics, optimizers, schedules
from engine.settings.kinds import FloatTuple, SettingKind
from engine.settings.training import Chosen

KINDS = [*optimizers.optimizers().values(), *schedules.schedules().values(), *metrics.metrics().values()]
CHOOSABLE = [*optimizers.optimizers().values(), *schedules.schedules().values()]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_importing_the_room_leaves_torch_alone() -> None:
    program = (
        "import sys; from engine.settings import kinds, metrics, optimizers, schedules, together, training;"
        "optimizers.optimizers(), schedules.schedules(), metrics.suited_to('MSELoss');"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind())
def test_every_kind_says_what_it_is_in_one_sentence(kind: type[SettingKind]) -> None:
    assert kind.summary_line().endswith(".")
    assert all(parameter.help.endswith(".") for parameter in kind.parameters.values())


@pytest.mark.parametrize("kind", CHOOSABLE, ids=lambda kind: kind.kind())
def test_a_default_passes_its_own_check_and_a_new_one_is_right(kind: type[SettingKind]) -> None:
    for parameter in kind.parameters.values():
        if not parameter.required:
            assert parameter.check(parameter.default) == parameter.default
    assert kind.check(kind.initial())[1] == []


@given(st.sampled_from(CHOOSABLE), st.data())
def test_no_json_value_gets_past_a_check_or_breaks_it(kind: type[SettingKind], data: st.DataObject) -> None:
    names = st.sampled_from([*kind.parameters, "nonsense", "self", "fused"])
    params = data.draw(st.dictionaries(names, json_values, max_size=4))
    check = optimizers.check if kind in optimizers.optimizers().values() else schedules.check
    made, problems = check(Chosen(kind.kind(), params))
    assert (made is None) == bool(problems)
    assert all(problem.message and problem.parameter in {*kind.parameters, *params} for problem in problems)


@pytest.mark.parametrize(
    ("check", "name", "suggestion"),
    [(optimizers.check, "adam", "Adam"), (optimizers.check, "Adm", "Adam"), (schedules.check, "SteppLR", "StepLR")],
)
def test_an_unknown_kind_is_named_with_the_nearest_known_one(check, name: str, suggestion: str) -> None:  # type: ignore[no-untyped-def]
    made, [problem] = check(Chosen(name))
    assert made is None
    assert problem.code == "setting_kind_unknown"
    assert problem.hint == f"did you mean {suggestion}?"


def test_a_kind_unlike_any_other_gets_no_suggestion() -> None:
    _, [problem] = optimizers.check(Chosen("\x00" * 40))
    assert problem.hint == ""


PAIR = FloatTuple(Float(None, minimum=0, optional=True), Float(0.5, above=0, below=1))


@pytest.mark.parametrize(("value", "kept"), [([0, 0.25], (0.0, 0.25)), ((None, 0.5), (None, 0.5))])
def test_a_tuple_keeps_each_number_as_its_item_says(value: object, kept: tuple[float, ...]) -> None:
    assert PAIR.check(value) == kept


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, "parameter_type"),
        ("ab", "parameter_type"),
        ([0.5], "parameter_range"),
        ([0.5, 0.5, 0.5], "parameter_range"),
        ([0.5, 1.0], "parameter_range"),
        ([0.5, None], "parameter_type"),
        ([True, 0.5], "parameter_type"),
        ([10**400, 0.5], "parameter_range"),
    ],
)
def test_a_tuple_refuses_another_length_type_or_range(value: object, code: str) -> None:
    with pytest.raises(BadValue) as raised:
        PAIR.check(value)
    assert raised.value.code == code
    assert "a list of 2" in str(PAIR.expected)
