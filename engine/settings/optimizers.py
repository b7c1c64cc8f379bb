"""The optimizers: how the weights follow their gradients. One class is one optimizer of torch.optim.

Parameters carry torch's names and defaults. What only decides how fast torch computes is not offered: `fused` is
taken where torch has it, the rest is torch's own choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from engine.layers.parameters import Bool, Choice, Float, Int
from engine.problem import Problem, ProblemError
from engine.settings.kinds import FloatTuple, SettingKind, check_chosen, kinds_in
from engine.settings.together import Together
from engine.settings.training import Chosen

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import Optimizer

EVERYWHERE = ("cpu", "cuda", "mps", "xpu")


class OptimizerKind(SettingKind):
    """An optimizer that can be chosen; an instance is one with checked parameters."""

    fused_on: ClassVar[tuple[str, ...]] = ()  # types of device on which torch has a fused kernel for it

    def build(self, named_parameters: Mapping[str, Tensor]) -> Optimizer | Together:
        """The torch optimizer over these parameters, `fused` where torch can.

        A fused step differs in its last bits from torch's default one; for the same bits elsewhere, give torch
        the same flag: `build(...).defaults["fused"]`. Raises ProblemError where there is no parameter.
        """
        if not named_parameters:
            raise ProblemError(Problem("nothing_to_update"))
        return self._of_torch(self.kind(), named_parameters, self.values, self.fused_on)

    @staticmethod
    def _of_torch(
        name: str, named_parameters: Mapping[str, Tensor], values: Mapping[str, object], fused_on: tuple[str, ...]
    ) -> Optimizer:
        from torch import optim

        fused = all(p.is_floating_point() and p.device.type in fused_on for p in named_parameters.values())
        built: Optimizer = getattr(optim, name)(
            list(named_parameters.items()), **values, **({"fused": True} if fused else {})
        )
        return built


@cache
def optimizers() -> Mapping[str, type[OptimizerKind]]:
    """Every optimizer by its name."""
    return MappingProxyType(kinds_in(globals(), OptimizerKind))


def check(chosen: Chosen) -> tuple[OptimizerKind | None, list[Problem]]:
    """The optimizer as it was chosen, or None and what is wrong with the choice."""
    return check_chosen(chosen, optimizers(), "optimizer")


def _lr(default: float) -> Float:
    return Float(default, minimum=0, help="The learning rate: how far each step goes.")


def _weight_decay(default: float = 0.0) -> Float:
    return Float(default, minimum=0, help="How strongly weights are drawn towards zero.")


def _eps(default: float = 1e-8) -> Float:
    return Float(default, minimum=0, help="Added to divisors, so that none is zero.")


def _betas() -> FloatTuple:
    return FloatTuple(
        Float(0.9, minimum=0, below=1),
        Float(0.999, minimum=0, below=1),
        help="How slowly the running means of the gradient and of its square forget.",
    )


def _maximize() -> Bool:
    return Bool(False, help="Climb instead of descend.")


def _amsgrad() -> Bool:
    return Bool(False, help="Divide by the largest mean square so far, so that steps never grow again.")


def _decoupled() -> Bool:
    return Bool(False, help="Shrink the weights themselves, as AdamW does, instead of adding to the gradient.")


class Adadelta(OptimizerKind):
    """Scales each step by the sizes of past steps and gradients, and so needs no learning rate (Zeiler, 2012)."""

    lr = _lr(1.0)
    rho = Float(0.9, minimum=0, maximum=1, help="How slowly the running means forget.")
    eps = _eps(1e-6)
    weight_decay = _weight_decay()
    maximize = _maximize()


class Adafactor(OptimizerKind):
    """Adam's scaling in little memory: of each matrix only row and column sums are kept (Shazeer and Stern, 2018)."""

    lr = _lr(0.01)
    beta2_decay = Float(-0.8, maximum=0, help="How the mean of squares forgets less with every step.")
    eps = FloatTuple(
        Float(None, minimum=0, optional=True),
        Float(1e-3, minimum=0),
        help="Least squared gradient (null: the smallest of the number type), and least scale of a weight.",
    )
    d = Float(1.0, minimum=1, help="Steps longer than this are shortened.")
    weight_decay = _weight_decay()
    maximize = _maximize()


class Adagrad(OptimizerKind):
    """Takes smaller steps for weights whose gradients were large so far (Duchi, Hazan and Singer, 2011)."""

    fused_on = ("cpu", "cuda")
    lr = _lr(0.01)
    lr_decay = Float(0.0, minimum=0, help="How the learning rate falls with the number of steps.")
    weight_decay = _weight_decay()
    initial_accumulator_value = Float(0.0, minimum=0, help="Where the sums of squared gradients begin.")
    eps = _eps(1e-10)
    maximize = _maximize()


class Adam(OptimizerKind):
    """Follows the mean of the gradients, divided by the root of their mean square (Kingma and Ba, 2014)."""

    fused_on = EVERYWHERE
    lr = _lr(1e-3)
    betas = _betas()
    eps = _eps()
    weight_decay = _weight_decay()
    amsgrad = _amsgrad()
    maximize = _maximize()
    decoupled_weight_decay = _decoupled()


class AdamW(OptimizerKind):
    """Adam that shrinks the weights apart from the gradient step (Loshchilov and Hutter, 2017)."""

    fused_on = EVERYWHERE
    lr = _lr(1e-3)
    betas = _betas()
    eps = _eps()
    weight_decay = _weight_decay(0.01)
    amsgrad = _amsgrad()
    maximize = _maximize()


class Adamax(OptimizerKind):
    """Adam that divides by the largest recent gradient instead of a mean square (Kingma and Ba, 2014)."""

    lr = _lr(2e-3)
    betas = _betas()
    eps = _eps()
    weight_decay = _weight_decay()
    maximize = _maximize()


class ASGD(OptimizerKind):
    """Plain descent that also keeps the average of the weights it passed (Polyak and Juditsky, 1992)."""

    lr = _lr(0.01)
    lambd = Float(1e-4, minimum=0, help="How fast the weights and the learning rate decay.")
    alpha = Float(0.75, minimum=0, help="The power with which the learning rate falls.")
    t0 = Float(1e6, minimum=0, help="The step at which averaging begins.")
    weight_decay = _weight_decay()
    maximize = _maximize()


class NAdam(OptimizerKind):
    """Adam with a look ahead, after Nesterov (Dozat, 2016)."""

    lr = _lr(2e-3)
    betas = _betas()
    eps = _eps()
    weight_decay = _weight_decay()
    momentum_decay = Float(0.004, minimum=0, help="How the look ahead grows with the steps.")
    decoupled_weight_decay = _decoupled()
    maximize = _maximize()


class RAdam(OptimizerKind):
    """Adam that holds back in its first steps, while its mean square is still uncertain (Liu and others, 2019)."""

    lr = _lr(1e-3)
    betas = _betas()
    eps = _eps()
    weight_decay = _weight_decay()
    decoupled_weight_decay = _decoupled()
    maximize = _maximize()


class RMSprop(OptimizerKind):
    """Divides the gradient by the root of its recent mean square (Hinton, lecture 6e, 2012; centered: Graves, 2013)."""

    lr = _lr(0.01)
    alpha = Float(0.99, minimum=0, maximum=1, help="How slowly the mean square forgets.")
    eps = _eps()
    weight_decay = _weight_decay()
    momentum = Float(0.0, minimum=0, help="How much of the last step is repeated.")
    centered = Bool(False, help="Divide by the spread of the gradient instead of its size.")
    maximize = _maximize()


class Rprop(OptimizerKind):
    """Looks only at the signs of the gradients, for whole data sets at once (Riedmiller and Braun, 1993)."""

    lr = _lr(0.01)
    etas = FloatTuple(
        Float(0.5, above=0, below=1),
        Float(1.2, above=1),
        help="By how much a step shrinks when the sign turns, and grows when it stays.",
    )
    step_sizes = FloatTuple(Float(1e-6, minimum=0), Float(50.0, above=0), help="The smallest and the largest step.")
    maximize = _maximize()

    @classmethod
    def conflicts(cls, values: Mapping[str, Any]) -> Iterable[Problem]:
        smallest, largest = values["step_sizes"]
        if smallest > largest:
            arguments = {"name": "step_sizes", "received": repr(values["step_sizes"])}
            yield Problem("parameter_order", arguments, parameter="step_sizes")


class SGD(OptimizerKind):
    """Plain stochastic gradient descent, with momentum if wanted (Robbins and Monro, 1951; Sutskever et al., 2013)."""

    fused_on = EVERYWHERE
    lr = _lr(1e-3)
    momentum = Float(0.0, minimum=0, help="How much of the last step is repeated.")
    dampening = Float(0.0, help="How much of the gradient is left out of the momentum.")
    weight_decay = _weight_decay()
    nesterov = Bool(False, help="Look ahead along the momentum (Nesterov, 1983).")
    maximize = _maximize()

    @classmethod
    def conflicts(cls, values: Mapping[str, Any]) -> Iterable[Problem]:
        if values["nesterov"] and (values["momentum"] == 0 or values["dampening"] != 0):
            arguments = {"momentum": values["momentum"], "dampening": values["dampening"]}
            yield Problem("nesterov_momentum", arguments, parameter="nesterov")


class Muon(OptimizerKind):
    """Makes each step of a matrix orthogonal, so that all directions learn alike (Jordan and others, 2024).

    Only for matrices: every parameter with two dimensions (`weight` of Linear, Embedding, LSTM). All others (biases,
    norms, convolutions) are updated by AdamW, whose parameters are the ones that begin with `adamw_`.
    """

    lr = _lr(1e-3)
    weight_decay = _weight_decay(0.1)
    momentum = Float(0.95, minimum=0, help="How much of the last step is repeated.")
    nesterov = Bool(True, help="Look ahead along the momentum.")
    ns_coefficients = FloatTuple(
        Float(3.4445), Float(-4.775), Float(2.0315), help="The polynomial that is applied to become orthogonal."
    )
    eps = _eps(1e-7)
    ns_steps = Int(5, minimum=1, maximum=99, help="How often the polynomial is applied.")
    adjust_lr_fn = Choice(
        None,
        choices=("original", "match_rms_adamw"),
        optional=True,
        help="How lr follows the shape of a matrix; match_rms_adamw takes the lr and weight_decay of AdamW.",
    )
    adamw_lr = Float(None, minimum=0, optional=True, help="The learning rate of the rest; empty: the same.")
    adamw_betas = _betas()
    adamw_eps = _eps()
    adamw_weight_decay = _weight_decay(0.01)

    def build(self, named_parameters: Mapping[str, Tensor]) -> Together:
        """Muon over the matrices and AdamW over the rest; a part without parameters is left out."""
        if not named_parameters:
            raise ProblemError(Problem("nothing_to_update"))
        matrices = {name: one for name, one in named_parameters.items() if one.ndim == 2}
        rest = {name: one for name, one in named_parameters.items() if one.ndim != 2}
        of_matrices = {name: value for name, value in self.values.items() if not name.startswith("adamw_")}
        of_rest = AdamW(
            lr=self.lr if self.adamw_lr is None else self.adamw_lr,
            betas=self.adamw_betas,
            eps=self.adamw_eps,
            weight_decay=self.adamw_weight_decay,
        )
        built = [self._of_torch("Muon", matrices, of_matrices, ())] if matrices else []
        built += [self._of_torch("AdamW", rest, of_rest.values, AdamW.fused_on)] if rest else []
        return Together(built)
