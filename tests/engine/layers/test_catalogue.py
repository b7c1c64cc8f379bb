"""What every kind of the catalogue promises, checked over the whole catalogue."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
import torch
from torch import nn

from engine.layers.catalogue import CATEGORIES, Catalogue, catalogue
from engine.layers.layer import Layer, LossLayer, ModuleLayer
from engine.layers.parameters import Choice
from engine.layers.tensor_type import TensorType
from tests.engine.layers.example import Example
from tests.engine.layers.examples import EXAMPLES
from tests.engine.layers.texts_as_code import build, run

torch.set_num_threads(1)

KINDS = tuple(catalogue().values())
CALLED = tuple(example for example in EXAMPLES if example.kind != "Input")

kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind())
called = pytest.mark.parametrize("example", CALLED, ids=lambda example: example.id)


def name_of(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


# ---------------------------------------------------------------------------- the catalogue itself


def test_every_kind_has_an_example() -> None:
    assert {example.kind for example in EXAMPLES} == set(catalogue())


def test_examples_have_ids_of_their_own_within_a_kind() -> None:
    assert max(Counter(repr(example) for example in EXAMPLES).values()) == 1


def test_categories_come_in_palette_order() -> None:
    assert tuple(catalogue().by_category) == CATEGORIES


def test_the_catalogue_is_a_value() -> None:
    toy = Catalogue((catalogue()["Linear"], catalogue()["ReLU"]))
    assert list(toy) == ["Linear", "ReLU"] and len(toy) == 2
    assert catalogue() is catalogue()
    assert "Linear" in catalogue() and "linear" not in catalogue()


def test_the_nearest_kind_is_found_whatever_the_case() -> None:
    assert catalogue().nearest("conv2D") == "Conv2d"
    assert catalogue().nearest("Dense network") == ""


def test_importing_the_catalogue_imports_no_torch() -> None:
    code = "import sys; from engine.layers.catalogue import catalogue; catalogue(); print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_the_description_is_plain_json_and_complete() -> None:
    described = json.loads(json.dumps(catalogue().describe(), allow_nan=False))
    assert list(described) == list(catalogue())
    conv = described["Conv2d"]
    assert conv["category"] == "convolution"
    assert conv["parameters"]["out_channels"]["type"] == "int"
    assert conv["parameters"]["out_channels"]["range"]["minimum"] == 1
    assert conv["parameters"]["stride"]["default"] == 1
    assert conv["parameters"]["padding_mode"]["choices"] == ["zeros", "reflect", "replicate", "circular"]
    assert conv["ports"]["inputs"][0]["name"] == "input" and conv["ports"]["outputs"] == ["output"]
    assert described["LSTM"]["ports"]["outputs"] == ["output", "h_n", "c_n"]


# ---------------------------------------------------------------------------- what each kind says of itself


@kinds
def test_a_kind_explains_itself(kind: type[Layer]) -> None:
    summary = kind.summary_line()
    assert summary.endswith((".", ": B × C × ... becomes B × C.")) and len(summary) < 120
    assert kind.__doc__ and "__init__" not in kind.__doc__
    for name, parameter in kind.parameters.items():
        assert parameter.help.endswith(".") and len(parameter.help) < 120, name
    torch_class = getattr(nn, kind.kind(), None)
    if torch_class is not None:
        assert f"See torch.nn.{kind.kind()}." in kind.__doc__


@kinds
def test_the_values_to_start_from_are_good_and_plain(kind: type[Layer]) -> None:
    initial = kind.initial()
    assert json.loads(json.dumps(initial)) == initial
    kind(**initial)
    required = {name for name, parameter in kind.parameters.items() if parameter.required}
    assert required <= set(initial)


@kinds
def test_a_default_passes_its_own_check(kind: type[Layer]) -> None:
    for name, parameter in kind.parameters.items():
        if not parameter.required:
            assert parameter.check(parameter.default) == parameter.default, name


@kinds
def test_what_is_worked_out_is_an_error_when_given(kind: type[Layer]) -> None:
    for name in kind.derived:
        _, problems = kind.check({**kind.initial(), name: 3})
        assert [problem.code for problem in problems] == ["parameter_derived"]


@kinds
def test_a_title_is_short_and_filled(kind: type[Layer]) -> None:
    title = kind(**kind.initial()).title
    assert len(title) < 30 and "{" not in title and "None" not in title


def test_titles_say_what_matters() -> None:
    def title(kind: str, **params: Any) -> str:
        return catalogue()[kind](**params).title

    assert title("Conv2d", out_channels=16, kernel_size=3) == "16 filters, 3×3"
    assert title("Conv2d", out_channels=1, kernel_size=[3, 5]) == "1 filter, 3×5"
    assert title("Linear", out_features=64) == "64 units"
    assert title("Linear", out_features=1) == "1 unit"
    assert title("Dropout") == "p = 0.5"
    assert title("AdaptiveAvgPool2d", output_size=4) == "to 4×4"
    assert title("Upsample", size=[8, 8]) == "to 8×8"
    assert title("Upsample", scale_factor=2) == "×2"
    assert title("Input", column="image", shape=[1, 28, 28]) == "image"
    assert title("ReLU") == ""
    assert title("Permute", dims=[0, 2, 1]) == "(0, 2, 1)"
    assert title("Mean", dim=[2, 3]) == "over 2, 3"
    assert title("Constant", value=2) == "2"
    assert title("Constant", value=[[1, 2, 3]]) == "1×3"


# ---------------------------------------------------------------------------- agreement with torch's signatures

# What the project's contract does not offer, anywhere.
NOT_OFFERED = {"inplace", "device", "dtype", "reduce", "size_average", "return_indices", "batch_first"}

# Names of torch's that a kind leaves out, and why.
LEFT_OUT = {
    "Hardtanh": {"min_value", "max_value"},  # deprecated names of min_val and max_val
    "Embedding": {"_weight", "_freeze"},  # torch's own, not for callers
    "EmbeddingBag": {"_weight", "scale_grad_by_freq", "include_last_offset"},  # the last two go with flat rows
    "FractionalMaxPool2d": {"_random_samples"},
    "FractionalMaxPool3d": {"_random_samples"},
    "Transformer": {"custom_encoder", "custom_decoder"},  # layers
}

# Defaults that differ from torch's, and what they are here.
OTHER_DEFAULTS = {
    ("Softmax", "dim"): -1,  # torch guesses, with a warning
    ("Softmin", "dim"): -1,
    ("LogSoftmax", "dim"): -1,
    ("LayerNorm", "normalized_shape"): None,  # left out: the last dimension
    ("RMSNorm", "normalized_shape"): None,
    ("TransformerEncoderLayer", "activation"): "relu",  # torch's default is the function of that name
    ("TransformerDecoderLayer", "activation"): "relu",
    ("Transformer", "activation"): "relu",
}

# Parameters of our own.
ADDED = {"loss_weight"}

OF_TORCH = tuple(kind for kind in KINDS if hasattr(nn, kind.kind()) and kind.kind() != "Parameter")


def torch_signature(kind: type[Layer]) -> dict[str, inspect.Parameter]:
    torch_class = getattr(nn, kind.kind())
    parameters = inspect.signature(torch_class).parameters
    if kind.kind() in ("RNN", "LSTM", "GRU"):  # these hide their signature behind *args
        parameters = inspect.signature(nn.RNNBase).parameters
    return {
        name: value for name, value in parameters.items() if value.kind not in (value.VAR_POSITIONAL, value.VAR_KEYWORD)
    }


@pytest.mark.parametrize("kind", OF_TORCH, ids=lambda kind: kind.kind())
def test_parameters_are_torchs(kind: type[Layer]) -> None:
    signature = torch_signature(kind)
    names = set(signature) - NOT_OFFERED - kind.derived - LEFT_OUT.get(kind.kind(), set())
    if kind.kind() in ("RNN", "LSTM", "GRU"):
        names -= {"mode"} | ({"proj_size"} if kind.kind() != "LSTM" else set())
        names |= {"nonlinearity"} if kind.kind() == "RNN" else set()
    assert set(kind.parameters) - ADDED == names
    for name in names & set(signature):
        theirs, ours = signature[name].default, kind.parameters[name]
        expected = OTHER_DEFAULTS.get((kind.kind(), name), theirs)
        if expected is inspect.Parameter.empty:
            assert ours.required, name
        else:
            assert not ours.required and ours.default == expected, name
            assert ours.optional or expected is not None, name


def test_torchs_words_are_all_offered() -> None:
    conv = catalogue()["Conv2d"].parameters["padding_mode"]
    assert isinstance(conv, Choice) and set(conv.choices) == {"zeros", "reflect", "replicate", "circular"}


def test_every_activation_of_torch_is_there() -> None:
    offered = set(catalogue())
    theirs = set(torch.nn.modules.activation.__all__)
    assert theirs - offered == set()


# ---------------------------------------------------------------------------- the texts really run


@called
def test_an_example_has_no_problem_but_warnings(example: Example) -> None:
    assert [str(found) for found in example.layer.problems(example.received) if found.severity == "error"] == []


@called
def test_the_texts_give_the_same_types_on_the_meta_device(example: Example) -> None:
    layer, received = example.layer, example.received
    inputs = example.tensors(batch=2)
    outputs = run(layer, build(layer, received), inputs, example.wired)
    declared = layer.output_types(received)
    found: dict[str, object]
    if declared is not None:
        found = {name: (type_.sized(2), type_.dtype) for name, type_ in declared.items()}
    else:
        meta = {port: tuple(tensor.to("meta") for tensor in tensors) for port, tensors in inputs.items()}
        guessed = run(layer, build(layer, received, "meta"), meta, example.wired)
        found = {name: _type(value) for name, value in guessed.items()}
    assert found == {name: _type(value) for name, value in outputs.items()}


def _type(value: torch.Tensor | None) -> tuple[tuple[int, ...], str] | None:
    return None if value is None else (tuple(value.shape), name_of(value.dtype))


@called
def test_values_are_finite(example: Example) -> None:
    layer = example.layer
    outputs = run(layer, build(layer, example.received), example.tensors(batch=3), example.wired)
    for value in outputs.values():
        assert value is None or bool(torch.isfinite(value.double()).all())


@called
def test_the_outputs_that_are_wired_are_there(example: Example) -> None:
    layer = example.layer
    outputs = run(layer, build(layer, example.received), example.tensors(batch=2), example.wired)
    for name in example.wired:
        assert isinstance(outputs[name], torch.Tensor)


@pytest.mark.parametrize("batch", [2, 3, 5])
@called
def test_the_batch_stays_first(example: Example, batch: int) -> None:
    """Whatever keeps the batch in its declaration keeps it in fact, at any size."""
    layer = example.layer
    inputs = example.tensors(batch)
    if layer.moves_batch or not all(type_.has_batch_first for types in example.inputs.values() for type_ in types):
        return
    outputs = run(layer, build(layer, example.received), inputs, example.wired)
    for value in outputs.values():
        assert value is None or value.shape[0] % batch == 0


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if issubclass(catalogue()[e.kind], LossLayer)], ids=lambda e: e.id
)
def test_a_loss_is_one_number_with_a_gradient(example: Example) -> None:
    layer = example.layer
    inputs = example.tensors(batch=4)
    first = layer.inputs[0].name
    (value,) = inputs[first]
    value.requires_grad_()
    output = run(layer, None, inputs, example.wired)["output"]
    assert output.shape == ()
    output.backward()
    assert value.grad is not None and bool(torch.isfinite(value.grad).all())


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if issubclass(catalogue()[e.kind], LossLayer)], ids=lambda e: e.id
)
def test_a_loss_is_torchs_module_of_the_same_name(example: Example) -> None:
    if not hasattr(nn, example.kind):
        assert example.kind == "Loss"
        return
    layer, inputs = example.layer, example.tensors(batch=4)
    given = {
        name: torch.tensor(value, dtype=torch.float32) if isinstance(value, list) else value
        for name, value in example.params.items()
        if name != "loss_weight"
    }
    oracle = getattr(nn, example.kind)(**given)(*(tensor for port in layer.inputs for tensor in inputs[port.name]))
    assert torch.equal(run(layer, None, inputs, example.wired)["output"], oracle)


@called
def test_randomness_is_declared(example: Example) -> None:
    """A forward that draws from torch's random state says so, else a repeat of its step would differ."""
    layer = example.layer
    inputs = example.tensors(batch=2)
    module = build(layer, example.received)
    torch.manual_seed(0)
    before = torch.get_rng_state()
    run(layer, module, inputs, example.wired)
    drew = not torch.equal(before, torch.get_rng_state())
    assert layer.draws_random or not drew


@called
def test_the_same_texts_give_the_same_bits(example: Example) -> None:
    layer, inputs = example.layer, example.tensors(batch=2)
    first, second = (run(layer, build(layer, example.received), inputs, example.wired) for _ in range(2))
    for name, value in first.items():
        assert (value is None and second[name] is None) or torch.equal(value, second[name])


@called
def test_texts_are_one_line_and_name_nothing_else(example: Example) -> None:
    layer = example.layer
    text = layer.constructor(example.received)
    assert (text is None) != isinstance(layer, ModuleLayer)
    assert text is None or "\n" not in text


def test_input_takes_its_type_from_its_column() -> None:
    kind = catalogue()["Input"]
    column = TensorType((*TensorType(()).shape,), "int64")
    image = EXAMPLES[0].layer
    assert str(image.typed(None)) == "B × 1 × 8 × 8"  # type: ignore[attr-defined]
    assert kind().typed(None) is None  # type: ignore[attr-defined]
    assert kind(dtype="float32").typed(column).dtype == "float32"  # type: ignore[attr-defined]
    assert kind().typed(column) == column  # type: ignore[attr-defined]
