"""The tensors that a training changes: live ones, or a copy of them at some step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.problem import Problem, ProblemError
from engine.settings import optimizers
from engine.settings.together import parts
from engine.settings.training import Chosen
from engine.training.setup import Prepared

TENSOR_BYTES = 600  # of memory that torch and Python take for each tensor beside its values; measured
NOT_NUMBERS = ("params", "param_names", "fused", "foreach", "capturable")  # of a group: what, and how fast

OfParameter = Mapping[str, Any]  # what an optimizer remembers of one parameter: tensors and plain numbers


@dataclass(frozen=True, eq=False)
class State:
    """Parameters and buffers by name; what each part of the optimizer remembers, by the names of its parameters."""

    parameters: Mapping[str, Tensor]
    buffers: Mapping[str, Tensor]
    optimizer: tuple[Mapping[str, OfParameter], ...]

    @classmethod
    def of(cls, prepared: Prepared) -> State:
        """The live tensors, not copied; those of the optimizer are there from its first step on."""
        module = prepared.network.module
        return cls(
            {name: parameter.detach() for name, parameter in module.named_parameters()},
            dict(module.named_buffers()),
            tuple(
                {name: part.state.get(parameter, {}) for name, parameter in parameters_of(part).items()}
                for part in optimizer_parts(prepared)
            ),
        )

    def tensors(self) -> list[Tensor]:
        """All of them, in an order that is the same for each state of one training."""
        remembered = (value for part in self.optimizer for one in part.values() for value in one.values())
        held = (value for value in remembered if isinstance(value, Tensor))
        return [*self.parameters.values(), *self.buffers.values(), *held]

    @property
    def nbytes(self) -> int:
        return sum(tensor.nbytes + TENSOR_BYTES for tensor in self.tensors())

    def copied(self, spare: State | None = None) -> State:
        """A copy; it takes the memory of `spare`, which is then lost, where that is of the same form."""
        sources = self.tensors()
        targets = spare.tensors() if spare is not None else []
        if not _same_form(targets, sources):
            targets = [torch.empty_like(tensor) for tensor in sources]
        _copy(targets, sources)
        taken = iter(targets)
        return State(
            {name: next(taken) for name in self.parameters},
            {name: next(taken) for name in self.buffers},
            tuple(
                {
                    name: {key: next(taken) if isinstance(value, Tensor) else value for key, value in one.items()}
                    for name, one in part.items()
                }
                for part in self.optimizer
            ),
        )

    def put_into(self, prepared: Prepared) -> None:
        """Makes it the state of a training, which may be on another device.

        Raises ProblemError, and changes nothing, where it belongs to another network or optimizer.
        """
        live, found = State.of(prepared), optimizer_parts(prepared)
        fits = (
            _shapes(self.parameters) == _shapes(live.parameters)
            and _shapes(self.buffers) == _shapes(live.buffers)
            and [set(part) for part in self.optimizer] == [set(part) for part in live.optimizer]
        )
        if not fits:
            raise ProblemError(Problem("state_unfit"))
        put_tensors(live.parameters, self.parameters)
        put_tensors(live.buffers, self.buffers)
        for part, kept in zip(found, self.optimizer, strict=True):
            part.state.clear()
            for name, parameter in parameters_of(part).items():
                if kept[name]:
                    part.state[parameter] = own_copy(kept[name], self.parameters[name].device, parameter.device)


def optimizer_parts(prepared: Prepared) -> tuple[torch.optim.Optimizer, ...]:
    """The torch optimizers of a training; none where there is nothing to update."""
    return parts(prepared.optimizer) if prepared.optimizer is not None else ()


def parameters_of(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The parameters of all groups by the names that they were given with."""
    return {
        name: parameter
        for group in optimizer.param_groups
        for name, parameter in zip(group["param_names"], group["params"], strict=True)
    }


def numbers_of(optimizer: torch.optim.Optimizer) -> tuple[dict[str, Any], ...]:
    """The numbers of each group, of which a schedule changes some: `lr`, `momentum`, `betas`."""
    return tuple(
        {name: value for name, value in group.items() if name not in NOT_NUMBERS} for group in optimizer.param_groups
    )


def put_tensors(targets: Mapping[str, Tensor], sources: Mapping[str, Tensor]) -> None:
    """Copies by name; both have the same names and shapes."""
    _copy(list(targets.values()), [sources[name] for name in targets])


def own_copy(remembered: OfParameter, home: torch.device, device: torch.device) -> dict[str, Any]:
    """A copy of what is remembered of a parameter, from where it was; what the host kept (`step`) stays there."""
    return {
        key: value.to(device if value.device == home else value.device, copy=True)
        if isinstance(value, Tensor)
        else value
        for key, value in remembered.items()
    }


def first_state(optimizer: Chosen, parameter: Tensor) -> dict[str, Any]:
    """What an optimizer remembers of such a parameter after its first step; found by taking one with another."""
    kind, problems = optimizers.check(optimizer)
    if kind is None:
        raise ProblemError(*problems)
    other = torch.zeros_like(parameter.detach(), requires_grad=True)
    other.grad = torch.zeros_like(other)
    built = kind.build({"weight": other})
    built.step()
    return dict(parts(built)[0].state[other])


def _same_form(ones: list[Tensor], others: list[Tensor]) -> bool:
    """Whether the tensors are as many, as large and of the same kind, one by one."""
    return len(ones) == len(others) and all(
        one.shape == other.shape and one.dtype == other.dtype and one.device == other.device
        for one, other in zip(ones, others, strict=True)
    )


def _shapes(tensors: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in tensors.items()}


def _copy(targets: list[Tensor], sources: list[Tensor]) -> None:
    if targets:  # torch takes no empty list
        with torch.no_grad():
            torch._foreach_copy_(targets, sources)
