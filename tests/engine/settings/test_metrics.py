"""The metrics against scikit-learn, over epochs that are cut into uneven batches."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, mean_absolute_error, r2_score
from torch import Tensor, nn

from engine.settings import metrics as module
from engine.settings.metrics import MetricState, check, metrics, suited_to


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def measured(state: MetricState, prediction: Tensor, target: Tensor, batch: int) -> float:
    for one, other in zip(prediction.split(batch), target.split(batch), strict=True):
        state.update(one, other)
    return state.value()


def start(name: str, loss_kind: str, ignore_index: int | None = None) -> MetricState:
    return metrics()[name]().start(loss_kind, ignore_index)


@pytest.mark.parametrize(
    ("loss_kind", "names"),
    [
        ("CrossEntropyLoss", ("accuracy",)),
        ("NLLLoss", ("accuracy",)),
        ("BCELoss", ("accuracy",)),
        ("BCEWithLogitsLoss", ("accuracy",)),
        ("MSELoss", ("mae", "r2")),
        ("L1Loss", ("mae", "r2")),
        ("SmoothL1Loss", ("mae", "r2")),
        ("HuberLoss", ("mae", "r2")),
        ("GaussianNLLLoss", ("mae", "r2")),
        ("PoissonNLLLoss", ()),
        ("KLDivLoss", ()),
        ("Loss", ()),
        ("no such loss", ()),
    ],
)
def test_a_loss_has_the_metrics_that_suit_it(loss_kind: str, names: tuple[str, ...]) -> None:
    assert suited_to(loss_kind) == names
    chosen, problems = check(None, loss_kind)
    assert [metric.name for metric in chosen] == list(names)
    assert problems == []


def test_every_loss_that_is_named_is_a_class_of_torch() -> None:
    assert all(hasattr(nn, loss) for metric in metrics().values() for loss in metric.losses)


def test_names_that_are_unknown_or_do_not_suit_are_problems() -> None:
    chosen, problems = check(["mae", "accuracy", "acuracy", "mae"], "MSELoss")
    assert [metric.name for metric in chosen] == ["mae"]
    assert [problem.code for problem in problems] == ["metric_unsuited", "setting_kind_unknown"]
    assert problems[0].message == "expected one of the metrics mae, r2 with MSELoss, got accuracy"
    assert problems[1].hint == "did you mean accuracy?"


@pytest.mark.parametrize("batch", [1, 7, 64, 1000])
@pytest.mark.parametrize("loss_kind", ["CrossEntropyLoss", "NLLLoss", "MultiMarginLoss"])
def test_accuracy_of_classes(loss_kind: str, batch: int) -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(321, 5, requires_grad=True), torch.randint(5, (321,))
    value = measured(start("accuracy", loss_kind), prediction, target, batch)
    assert value == accuracy_score(target, prediction.detach().argmax(1))


def test_accuracy_of_classes_at_every_place_of_a_picture() -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(33, 4, 3, 2), torch.randint(4, (33, 3, 2))
    value = measured(start("accuracy", "CrossEntropyLoss"), prediction, target, 5)
    assert value == accuracy_score(target.flatten(), prediction.argmax(1).flatten())


def test_accuracy_against_probabilities_takes_the_likeliest_class() -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(33, 4), torch.rand(33, 4).softmax(1)
    value = measured(start("accuracy", "CrossEntropyLoss"), prediction, target, 5)
    assert value == accuracy_score(target.argmax(1), prediction.argmax(1))


def test_accuracy_leaves_out_ignored_targets() -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(300, 3), torch.randint(3, (300,))
    target[::4] = -100
    counted = target != -100
    value = measured(start("accuracy", "CrossEntropyLoss", ignore_index=-100), prediction, target, 7)
    assert value == accuracy_score(target[counted], prediction[counted].argmax(1))
    nothing = start("accuracy", "CrossEntropyLoss", ignore_index=0)
    assert math.isnan(measured(nothing, prediction[:4], torch.zeros(4, dtype=torch.int64), 2))


@pytest.mark.parametrize("shape", [(99,), (99, 1), (99, 3)])
@pytest.mark.parametrize(
    ("loss_kind", "no", "border", "squash"),
    [
        ("BCEWithLogitsLoss", 0.0, 0.0, torch.nn.Identity()),
        ("BCELoss", 0.0, 0.5, torch.sigmoid),
        ("MultiLabelSoftMarginLoss", 0.0, 0.0, torch.nn.Identity()),
        ("SoftMarginLoss", -1.0, 0.0, torch.nn.Identity()),
    ],
)
def test_accuracy_of_yes_and_no(loss_kind: str, no: float, border: float, squash, shape: tuple[int, ...]) -> None:  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    prediction, yes = squash(torch.randn(shape)), torch.rand(shape) > 0.5
    target = torch.where(yes, 1.0, no)
    value = measured(start("accuracy", loss_kind), prediction, target, 10)
    assert value == accuracy_score(yes.flatten(), (prediction > border).flatten())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("shape", [(150,), (150, 1), (150, 4), (150, 2, 3)])
@pytest.mark.parametrize("batch", [1, 32, 200])
def test_mae_and_r2(shape: tuple[int, ...], batch: int, dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    target = torch.randn(shape).to(dtype)
    prediction = (target + 0.3 * torch.randn(shape)).to(dtype).requires_grad_()
    true = target.double().reshape(150, -1).numpy()
    guess = prediction.detach().double().reshape(150, -1).numpy()
    assert measured(start("mae", "L1Loss"), prediction, target, batch) == pytest.approx(
        mean_absolute_error(true, guess)
    )
    assert measured(start("r2", "MSELoss"), prediction, target, batch) == pytest.approx(
        r2_score(true, guess), abs=1e-12
    )


def test_a_target_without_the_last_axis_means_the_same_numbers() -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(20, 1), torch.randn(20)
    true, guess = target.numpy(), prediction.flatten().numpy()
    assert measured(start("mae", "L1Loss"), prediction, target, 6) == pytest.approx(mean_absolute_error(true, guess))
    assert measured(start("r2", "L1Loss"), prediction, target, 6) == pytest.approx(r2_score(true, guess))


@pytest.mark.parametrize("offset", [1e4, 1e8, -1e12])
def test_r2_is_sound_far_from_zero_and_after_an_outlier(offset: float) -> None:
    torch.manual_seed(0)
    target = torch.randn(2000, 2, dtype=torch.float64) + offset
    target[0] += 1e4
    prediction = target + 0.1 * torch.randn(2000, 2, dtype=torch.float64)
    true, guess = (target - offset).numpy(), (prediction - offset).numpy()  # exact; scikit-learn is not, far out
    for first in (0, 1):  # with the outlier and without
        value = measured(start("r2", "MSELoss"), prediction[first:], target[first:], 64)
        assert value == pytest.approx(r2_score(true[first:], guess[first:]), rel=1e-12)


@pytest.mark.parametrize("error", [0.0, 0.5])
def test_r2_of_an_output_that_never_changes_is_that_of_scikit_learn(error: float) -> None:
    target = torch.tensor([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]])
    prediction = target + torch.tensor([error, 0.25])
    expected = r2_score(target.numpy(), prediction.numpy())
    assert measured(start("r2", "MSELoss"), prediction, target, 2) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["mae", "r2"])
@pytest.mark.parametrize("batch", [10, 2000])
def test_measuring_leaves_the_tensors_as_they_are(name: str, batch: int) -> None:
    prediction, target = torch.ones(2000, 3, dtype=torch.float64), torch.rand(2000, 3, dtype=torch.float64)
    before = prediction.clone(), target.clone()
    measured(start(name, "MSELoss"), prediction, target, batch)
    assert torch.equal(prediction, before[0])
    assert torch.equal(target, before[1])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_r2_agrees_on_any_small_table(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 3))
    table = st.lists(st.integers(-50, 50), min_size=rows * columns, max_size=rows * columns)
    true, guess = (np.array(data.draw(table), dtype=np.float32).reshape(rows, columns) for _ in range(2))
    value = measured(start("r2", "MSELoss"), torch.tensor(guess), torch.tensor(true), data.draw(st.integers(1, 6)))
    assert value == pytest.approx(r2_score(true.astype(float), guess.astype(float)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("name", "loss_kind"), [("mae", "MSELoss"), ("r2", "MSELoss"), ("accuracy", "NLLLoss")])
def test_nothing_measured_is_no_number(name: str, loss_kind: str) -> None:
    assert math.isnan(start(name, loss_kind).value())


@pytest.mark.parametrize("place", ["prediction", "target"])
def test_what_is_not_a_number_stays_visible(place: str) -> None:
    tensors = {"prediction": torch.ones(4, 1), "target": torch.arange(4.0)[:, None]}
    tensors[place] = tensors[place].clone().index_fill(0, torch.tensor(2), math.nan)
    assert math.isnan(measured(start("mae", "MSELoss"), tensors["prediction"], tensors["target"], 2))
    assert math.isnan(measured(start("r2", "MSELoss"), tensors["prediction"], tensors["target"], 2))


def test_a_value_can_be_asked_for_at_any_time() -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(60, 3), torch.randint(3, (60,))
    state = start("accuracy", "CrossEntropyLoss")
    for end in range(6, 61, 6):
        state.update(prediction[end - 6 : end], target[end - 6 : end])
        assert state.value() == state.value() == accuracy_score(target[:end], prediction[:end].argmax(1))


def test_sequences_of_different_lengths_are_measured_together() -> None:
    torch.manual_seed(0)
    state = start("accuracy", "CrossEntropyLoss")
    right = number = 0
    for length in (3, 5, 5, 2):
        prediction, target = torch.randn(4, 3, length), torch.randint(3, (4, length))
        state.update(prediction, target)
        right, number = right + int((prediction.argmax(1) == target).sum()), number + target.numel()
    assert state.value() == right / number


def test_updates_neither_wait_for_the_device_nor_hold_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    def waited(*_: object) -> None:
        raise AssertionError("an update read a number back from the device")

    state, numbers = start("accuracy", "CrossEntropyLoss"), start("r2", "MSELoss")
    monkeypatch.setattr(module, "GATHERED", 12)
    with monkeypatch.context() as patch:
        for name in ("item", "tolist", "__float__", "__int__", "__bool__", "numpy"):
            patch.setattr(Tensor, name, waited)
        for _ in range(5):
            prediction = torch.ones(3, 2, requires_grad=True).exp()
            state.update(prediction, torch.zeros(3, dtype=torch.int64))
            numbers.update(prediction, torch.zeros(3, 2))
    tensors = [one for part in vars(numbers).values() for one in (part if isinstance(part, list) else [part])]
    assert not any(one.requires_grad for one in tensors if isinstance(one, Tensor))
    assert state.value() == 1.0


@pytest.mark.parametrize("classes", [2, 40, 100])
def test_only_so_much_is_set_aside(classes: int) -> None:
    state = start("accuracy", "CrossEntropyLoss")
    for _ in range(300):
        state.update(torch.ones(64, classes), torch.zeros(64, dtype=torch.int64))
        assert sum(one.numel() for one in state._predictions) < module.GATHERED
    assert state.value() == 1.0


def test_large_and_small_batches_make_one_value() -> None:
    torch.manual_seed(0)
    prediction, target = torch.randn(1500, 4), torch.randn(1500, 4)
    state = start("r2", "MSELoss")
    for one, other in zip(prediction.split([3, 1200, 7, 290]), target.split([3, 1200, 7, 290]), strict=True):
        state.update(one, other)
    assert state.value() == pytest.approx(r2_score(target.numpy().astype(float), prediction.numpy().astype(float)))
    assert 4 * 290 < module.LARGE < 4 * 1200


@pytest.mark.parametrize(("name", "loss"), [("accuracy", "CrossEntropyLoss"), ("mae", "MSELoss"), ("r2", "MSELoss")])
def test_a_copy_goes_its_own_way_to_the_same_bits(name: str, loss: str) -> None:
    """Whenever it is made, and whatever was asked in between."""
    torch.manual_seed(0)
    batches = [(torch.randn(5, 3), torch.randn(5, 3)) for _ in range(2 * module.TOGETHER + 9)]
    if name == "accuracy":
        batches = [(prediction, target.argmax(1)) for prediction, target in batches]
    whole, copies = start(name, loss), []
    for number, batch in enumerate(batches):
        if number % 7 == 0:
            copies.append((number, whole.copy()))
            assert copies[-1][1].nbytes > 0 or number == 0
        if number % 10 == 0:
            whole.value()
        whole.update(*batch)
    undisturbed = start(name, loss)
    for batch in batches:
        undisturbed.update(*batch)
    assert whole.value() == undisturbed.value()
    for number, copy in copies:
        before = copy.value()
        assert before == copy.value() or number == 0
        for batch in batches[number:]:
            copy.update(*batch)
        assert copy.value() == whole.value(), number


def test_only_so_many_batches_are_set_aside() -> None:
    state = start("mae", "MSELoss")
    for _ in range(3 * module.TOGETHER):
        state.update(torch.ones(2, 1), torch.zeros(2, 1))
        assert len(state._predictions) < module.TOGETHER
    assert state.value() == 1.0
