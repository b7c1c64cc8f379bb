"""Which weights a plan has a place for, so that saved ones can be compared with them."""

from __future__ import annotations

from engine.compiler.plan import Plan
from engine.layers.tensor_type import TensorType
from engine.project.weights import Expected, Weights


def expected_weights(plan: Plan, present: Weights) -> Expected:
    """The parameters of every node, by its address.

    A tied parameter is saved once, under either of its names, so each of them counts where one is `present`.
    """
    expected: dict[str, dict[str, TensorType]] = {}
    for leaf in plan.leaves:
        expected[leaf.address] = {
            name: tensor
            for name, tensor in leaf.step.parameters.items()
            if name not in leaf.step.node.tie or f"{leaf.address}.{name}" in present
        }
    for leaf in plan.leaves:
        prefix = leaf.address.removesuffix(leaf.step.id)
        for name, path in leaf.step.node.tie.items():
            owner, _, parameter = path.rpartition(".")
            if f"{leaf.address}.{name}" in present and f"{prefix}{path}" not in present:
                expected.get(f"{prefix}{owner}", {}).pop(parameter, None)
    return {address: tensors for address, tensors in expected.items() if tensors}
