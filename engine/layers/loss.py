"""Losses: the value that training makes small. Several add up, each by its weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from engine.layers.checks import class_targets, same_shape
from engine.layers.layer import Arguments, LossLayer, Port, Received
from engine.layers.parameters import Bool, Choice, Float, Floats, Int
from engine.layers.remedies import insert
from engine.layers.tensor_type import TensorType
from engine.problem import Problem

_REDUCTION_HELP = "Whether the losses of all samples are averaged or added."
_INPUT = Port("input", "float")
_SCORES = Port("input", "float", at_least=2)


class _AnyLoss(LossLayer):
    reduction = Choice("mean", choices=("mean", "sum"), help=_REDUCTION_HELP)

    def class_weight_problems(self, received: Received) -> Iterable[Problem]:
        """A problem where `weight` has not one number for each class (axis 1 of the input)."""
        weight, classes = self.values["weight"], received.size("input", 1)
        if isinstance(weight, tuple) and len(weight) != classes:
            arguments = {"name": "weight", "expected": classes, "received": len(weight)}
            yield Problem("class_weights", arguments, parameter="weight")

    def last_axis_problems(self, received: Received, name: str) -> Iterable[Problem]:
        """A problem where a list of numbers does not fit the last axis of the input."""
        numbers, type_ = self.values[name], received.one("input")
        if isinstance(numbers, tuple) and len(numbers) != 1 and type_.shape[-1:] != (len(numbers),):
            arguments = {"name": name, "expected": type_.told, "received": len(numbers)}
            yield Problem("weights_do_not_fit", arguments, parameter=name)


class _Elementwise(_AnyLoss):
    """A loss of input and target of one shape; a silent broadcast would train on the wrong pairs."""

    inputs: ClassVar[tuple[Port, ...]] = (_INPUT, Port("target", "number"))

    def expects(self, received: Received) -> Iterable[Problem]:
        problem = same_shape(received.one("input"), received.one("target"), "target")
        return [problem] if problem else []


class CrossEntropyLoss(_AnyLoss):
    """How surprised the scores are by the right class: what classifiers are trained with.

    −log softmax(input)[target]. The input is B × classes, scores without a softmax; the target is B class numbers, or
    B × classes probabilities.
    See torch.nn.CrossEntropyLoss.
    """

    inputs = (_SCORES, Port("target"))
    compares_classes = True
    synonyms = ("classification", "log loss", "softmax")
    function = "cross_entropy"
    weight = Floats(optional=True, help="A number for each class, by which its losses count.")
    ignore_index = Int(-100, help="A class number whose places do not count.")
    label_smoothing = Float(0.0, minimum=0, maximum=1, help="How much of the target is spread over all classes.")

    def expects(self, received: Received) -> Iterable[Problem]:
        scores, target = received.one("input"), received.one("target")
        yield from self.class_weight_problems(received)
        if target.dtype == "int64":
            yield from class_targets(scores, target)
        elif not target.is_floating or target.shape != scores.shape:
            arguments = {"expected": scores.told, "dtype": target.dtype, "received": target.told}
            numbers = target.shape == (scores.shape[0], *scores.shape[2:])
            remedies = (insert("Cast", "target", dtype="int64"),) if numbers else ()
            yield Problem("target_probabilities", arguments, port="target", remedies=remedies)


class _Difference(_Elementwise):
    """A loss of the difference. Whole numbers become like the input first: CUDA's backward refuses to mix them."""

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        target = arguments.types["target"]
        if target and not target[0].is_floating:
            text = f"{arguments.one('target')}.to({arguments.one('input')}.dtype)"
            arguments = Arguments({**arguments, "target": (text,)}, arguments.types)
        return super().call(module, arguments, wired)


class MSELoss(_Difference):
    """The square of the difference: what regressions are trained with.

    (input − target)²
    See torch.nn.MSELoss.
    """

    synonyms = ("mean squared error", "regression", "L2")
    function = "mse_loss"


class L1Loss(_Difference):
    """The size of the difference; outliers pull less than in MSELoss.

    |input − target|
    See torch.nn.L1Loss.
    """

    synonyms = ("mean absolute error", "regression", "MAE")
    function = "l1_loss"


class SmoothL1Loss(_Difference):
    """The square of a small difference, the size of a large one.

    d² / (2 beta) for d = |input − target| < beta, d − beta / 2 otherwise
    See torch.nn.SmoothL1Loss.
    """

    synonyms = ("regression", "robust")
    function = "smooth_l1_loss"
    beta = Float(1.0, minimum=0, help="Where the square ends and the line begins.")


class HuberLoss(_Elementwise):
    """The square of a small difference, a line for a large one.

    d² / 2 for d = |input − target| ≤ delta, delta · (d − delta / 2) otherwise
    See torch.nn.HuberLoss.
    """

    inputs = (_INPUT, Port("target", "float"))
    synonyms = ("regression", "robust")
    function = "huber_loss"
    delta = Float(1.0, above=0, help="Where the square ends and the line begins.")


class BCELoss(_Elementwise):
    """How surprised probabilities are by targets of 0 and 1.

    −(target · log input + (1 − target) · log(1 − input)); the input must lie in 0..1, as after a Sigmoid
    See torch.nn.BCELoss.
    """

    inputs = (_INPUT, Port("target", "float"))
    synonyms = ("binary cross entropy", "classification")
    function = "binary_cross_entropy"
    weight = Floats(optional=True, help="Numbers along the last axis, by which the losses count.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from super().expects(received)
        yield from self.last_axis_problems(received, "weight")


class BCEWithLogitsLoss(_Elementwise):
    """BCELoss with the Sigmoid inside, computed without overflow.

    −(target · log σ(input) + (1 − target) · log(1 − σ(input)))
    See torch.nn.BCEWithLogitsLoss.
    """

    inputs = (_INPUT, Port("target", "float"))
    synonyms = ("binary cross entropy", "classification", "sigmoid")
    function = "binary_cross_entropy_with_logits"
    weight = Floats(optional=True, help="Numbers along the last axis, by which the losses count.")
    pos_weight = Floats(optional=True, help="Numbers along the last axis, by which targets of 1 count more.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from super().expects(received)
        yield from self.last_axis_problems(received, "weight")
        yield from self.last_axis_problems(received, "pos_weight")


class NLLLoss(_AnyLoss):
    """CrossEntropyLoss for an input that is log probabilities already, as after a LogSoftmax.

    −input[target]
    See torch.nn.NLLLoss.
    """

    inputs = (_SCORES, Port("target", "int64"))
    compares_classes = True
    synonyms = ("negative log likelihood", "classification")
    function = "nll_loss"
    weight = Floats(optional=True, help="A number for each class, by which its losses count.")
    ignore_index = Int(-100, help="A class number whose places do not count.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from self.class_weight_problems(received)
        yield from class_targets(received.one("input"), received.one("target"))


class KLDivLoss(_Elementwise):
    """How far log probabilities are from a distribution.

    target · (log target − input)
    See torch.nn.KLDivLoss.
    """

    inputs = (_INPUT, Port("target", "float"))
    synonyms = ("Kullback-Leibler", "divergence", "distillation")
    function = "kl_div"
    reduction = Choice(
        "mean",
        choices=("mean", "batchmean", "sum"),
        help='"batchmean", the sum for each sample, is the true divergence.',
    )
    log_target = Bool(False, help="Whether the target is log probabilities, too.")


class HingeEmbeddingLoss(_Elementwise):
    """Makes distances small where the target is 1, and larger than a margin where it is −1.

    input for target 1, max(0, margin − input) for target −1
    See torch.nn.HingeEmbeddingLoss.
    """

    synonyms = ("hinge", "similarity")
    function = "hinge_embedding_loss"
    margin = Float(1.0, help="The distance from which on nothing is lost.")


class SoftMarginLoss(_Elementwise):
    """Two-class loss for targets of 1 and −1.

    log(1 + e^(−target · input))
    See torch.nn.SoftMarginLoss.
    """

    inputs = (Port("input", "float"), Port("target", "float", differentiable=False))
    synonyms = ("logistic", "hinge")
    function = "soft_margin_loss"


class MultiMarginLoss(_AnyLoss):
    """A hinge for classes: the right score must be larger than every other by a margin.

    Σᵢ max(0, margin − input[target] + inputᵢ)ᵖ / classes, over i ≠ target
    See torch.nn.MultiMarginLoss.
    """

    inputs = (Port("input", "float", dims=(2,)), Port("target", "int64"))
    compares_classes = True
    synonyms = ("hinge", "support vector machine", "classification")
    function = "multi_margin_loss"
    p = Int(1, minimum=1, maximum=2, help="The power of each part.")
    margin = Float(1.0, help="By how much the right score must lead.")
    weight = Floats(optional=True, help="A number for each class, by which its losses count.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from self.class_weight_problems(received)
        yield from class_targets(received.one("input"), received.one("target"))


class MultiLabelMarginLoss(_Elementwise):
    """A hinge for several right classes: each of their scores must lead every other by 1.

    The target row lists the right classes, then −1.
    See torch.nn.MultiLabelMarginLoss.
    """

    inputs = (Port("input", "float", dims=(2,)), Port("target", "int64"))
    synonyms = ("hinge", "multilabel")
    function = "multilabel_margin_loss"


class MultiLabelSoftMarginLoss(_Elementwise):
    """BCEWithLogitsLoss averaged over classes, each of which may be right or wrong.

    −mean over classes of (target · log σ(input) + (1 − target) · log σ(−input))
    See torch.nn.MultiLabelSoftMarginLoss.
    """

    inputs = (_SCORES, Port("target", "number"))
    synonyms = ("multilabel",)
    function = "multilabel_soft_margin_loss"
    weight = Floats(optional=True, help="A number for each class, by which its losses count.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from super().expects(received)
        yield from self.last_axis_problems(received, "weight")


class MarginRankingLoss(_AnyLoss):
    """Makes the first value larger than the second where the target is 1, smaller where it is −1.

    max(0, −target · (input1 − input2) + margin)
    See torch.nn.MarginRankingLoss.
    """

    inputs = (Port("input1", "float"), Port("input2", "float"), Port("target", "number"))
    synonyms = ("ranking", "hinge", "order")
    function = "margin_ranking_loss"
    margin = Float(0.0, help="By how much it must be larger.")

    def expects(self, received: Received) -> Iterable[Problem]:
        for port in ("input2", "target"):
            problem = same_shape(received.one("input1"), received.one(port), port)
            if problem:
                yield problem


class CosineEmbeddingLoss(_AnyLoss):
    """Turns two vectors to each other where the target is 1, and apart where it is −1.

    1 − cos(input1, input2) for target 1, max(0, cos(input1, input2) − margin) for target −1
    See torch.nn.CosineEmbeddingLoss.
    """

    inputs = (
        Port("input1", "float", dims=(2,)),
        Port("input2", "float", dims=(2,)),
        Port("target", "number", dims=(1,)),
    )
    synonyms = ("similarity", "siamese")
    function = "cosine_embedding_loss"
    margin = Float(0.0, minimum=-1, maximum=1, help="The cosine below which vectors are apart enough.")

    def expects(self, received: Received) -> Iterable[Problem]:
        first = received.one("input1")
        rows = TensorType(first.shape[:1])
        problems = (
            same_shape(first, received.one("input2"), "input2"),
            same_shape(rows, received.one("target"), "target"),
        )
        return [problem for problem in problems if problem]


class TripletMarginLoss(_AnyLoss):
    """Draws an anchor to a positive example until it is nearer than the negative one by a margin.

    max(0, |anchor − positive| − |anchor − negative| + margin)
    See torch.nn.TripletMarginLoss.
    """

    inputs = tuple(Port(name, "float", at_least=2) for name in ("anchor", "positive", "negative"))
    synonyms = ("triplet", "similarity", "siamese")
    function = "triplet_margin_loss"
    margin = Float(1.0, above=0, help="By how much nearer it must be.")
    p = Float(2.0, above=0, help="The p of the p-norm that measures distance.")
    eps = Float(1e-6, minimum=0, help="Added to the differences, so that no slope is infinite.")
    swap = Bool(False, help="Whether the distance from positive to negative counts where it is the smaller one.")

    def expects(self, received: Received) -> Iterable[Problem]:
        for port in ("positive", "negative"):
            problem = same_shape(received.one("anchor"), received.one(port), port)
            if problem:
                yield problem


class PoissonNLLLoss(_Elementwise):
    """How surprised a Poisson distribution is by a count.

    e^input − target · input; with log_input off, input − target · log(input + eps)
    See torch.nn.PoissonNLLLoss.
    """

    synonyms = ("count", "regression")
    function = "poisson_nll_loss"
    log_input = Bool(True, help="Whether the input is the logarithm of the rate.")
    full = Bool(False, help="Whether to add Stirling's approximation of the term that has no gradient.")
    eps = Float(1e-8, above=0, help="Added inside the logarithm where log_input is off.")


class GaussianNLLLoss(_Elementwise):
    """How surprised a normal distribution, of given mean and variance, is by a number.

    (log var + (input − target)² / var) / 2
    See torch.nn.GaussianNLLLoss.
    """

    inputs = (_INPUT, Port("target", "number"), Port("var", "float"))
    synonyms = ("uncertainty", "regression", "variance")
    function = "gaussian_nll_loss"
    full = Bool(False, help="Whether to add the term that has no gradient.")
    eps = Float(1e-6, above=0, help="The smallest variance.")

    def expects(self, received: Received) -> Iterable[Problem]:
        yield from super().expects(received)
        mean, variance = received.one("input").shape, received.one("var").shape
        if variance not in (mean, mean[:-1], (*mean[:-1], 1)):
            arguments = {"expected": received.one("input").told, "received": received.one("var").told}
            yield Problem("variance_shape", arguments, port="var")

    def output_types(self, received: Received) -> dict[str, TensorType]:
        """A number: torch looks at the variance's values, which the meta device does not have."""
        return {"output": TensorType((), received.one("input").dtype)}


class Loss(_AnyLoss):
    """Makes any value small.

    The mean or the sum of its input.
    See torch.mean, torch.sum.
    """

    inputs = (_INPUT,)
    synonyms = ("minimize", "objective", "custom")

    def call(self, module: str, arguments: Arguments, wired: frozenset[str]) -> str:
        return f"{arguments.one('input')}.{self.reduction}()"
