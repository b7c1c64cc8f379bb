"""Which remedies are offered with a diagnosis: only those that fit what stands around the node.

They are meant for the whole stretch on which the gradient was lost, as far as it is drawn on the page of the node: one
ReLU among eleven sigmoids helps nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.backprop.diagnosis.case import Case
from engine.backprop.diagnosis.thresholds import USUAL_UPDATE
from engine.compiler.plan import Leaf
from engine.layers import remedies
from engine.layers.remedies import Start
from engine.layers.tensor_type import TensorType
from engine.problem import Remedy
from engine.settings.optimizers import optimizers

# What an activation that is flat at both ends wants of the weights before it, as the gain of xavier_uniform_ (Glorot &
# Bengio 2010): tanh as torch.nn.init.calculate_gain says; the others 1 / slope at 0, for sigmoid the 4 of Bengio,
# Practical recommendations for gradient-based training of deep architectures (2012), section 3.2.
SQUASHING: Mapping[str, float] = {"Sigmoid": 4.0, "Tanh": 5 / 3, "Hardsigmoid": 6.0, "Softsign": 1.0, "Hardtanh": 1.0}
# He et al., Delving deep into rectifiers (2015), for what is cut off at zero.
KAIMING = {"function": "kaiming_normal_", "nonlinearity": "relu"}
ALONG_AXIS = ("Softmax", "Softmin", "LogSoftmax", "Softmax2d", "GLU")
WEIGHTY = ("linear", "convolution")
OF_PROBABILITIES = ("BCELoss", "NLLLoss", "KLDivLoss", "GaussianNLLLoss")
FLOORED = ("Sqrt", "Log")  # what has no number, or no slope, at and below zero
FLOOR = 1e-6
CLIP_NORM = 1.0


def for_vanishing(case: Case, place: str, path: tuple[str, ...]) -> list[Remedy]:
    """Another function with a start that suits it, another start, a normalization, skip connections: the whole way."""
    way = _on_page(case, place, path)
    return [*_relu_for(case, way), *_started(_starts(way)), *_normalized(case, way), *_skipped(way)]


def for_exploding(case: Case, place: str, path: tuple[str, ...]) -> list[Remedy]:
    """Another start, a normalization, clipping, a smaller learning rate."""
    way = _on_page(case, place, path)
    return [*_started(_starts(way)), *_normalized(case, way), *_clipped(case), *_slower(case)]


def for_dead(case: Case, place: str) -> list[Remedy]:
    """Another start of what feeds it, a slope left of zero, a normalization, a smaller learning rate."""
    leaf = case.leaves[place]
    start = _started(_starts([*_feeding(case, place), leaf]))
    return [*start, remedies.change_kind("LeakyReLU", [leaf.step.owner]), *_normalized(case, [leaf]), *_slower(case)]


def for_saturated(case: Case, place: str) -> list[Remedy]:
    """A normalization, another start of what feeds it if it was given a start, another function."""
    leaf = case.leaves[place]
    given = [feeding for feeding in _feeding(case, place) if feeding.step.node.init]
    start = _started(_starts([*given, leaf]))
    return [*_normalized(case, [leaf]), *start, *_relu_for(case, [*_feeding(case, place), leaf])]


def for_updates(case: Case, ratio: float) -> list[Remedy]:
    """The learning rate with which updates would be as large as usual; for large ones clipping, too."""
    lr = _learning_rate(case)
    if lr is None:
        return []
    name, value = lr
    usual: Any = optimizers()[name].parameters["lr"].default
    wanted = value * USUAL_UPDATE / ratio if ratio and value else float(usual)
    found = [remedies.training("optimizer.params.lr", float(f"{wanted:.0e}"))]
    return [*found, *_clipped(case)] if ratio > USUAL_UPDATE else found


def for_no_number(case: Case, place: str) -> list[Remedy]:
    """A floor below what a root or logarithm takes; elsewhere a smaller learning rate, or clipping."""
    leaf = case.leaves.get(place)
    if leaf is not None and leaf.step.kind in FLOORED:
        return [remedies.insert("Threshold", "input", threshold=FLOOR, value=FLOOR)]
    return [*_slower(case), *_clipped(case)]


def for_frozen() -> list[Remedy]:
    """The weights are updated again."""
    return [remedies.unfreeze()]


def is_read_as_probability(case: Case, place: str) -> bool:
    """Whether a loss takes it as a probability: its slope grows as this one falls, and both make up for each other."""
    kinds = [case.leaves[reader].step.kind for reader in case.readers.get(place, ())]
    if "Log" in kinds:
        kinds += [case.leaves[far].step.kind for near in case.readers[place] for far in case.readers.get(near, ())]
    return any(kind in OF_PROBABILITIES for kind in kinds)


# ------------------------------------------------------------------ what stands around a node


def _on_page(case: Case, place: str, path: tuple[str, ...]) -> list[Leaf]:
    """The way of the gradient as far as it is drawn beside the node, in order of execution."""
    return case.beside(place, path)[::-1]


def _feeding(case: Case, place: str) -> list[Leaf]:
    """The layer with weights that feeds an activation, on its page; none where it comes from several."""
    page = place.rpartition(".")[0]
    leaf = case.leaves[place]
    while True:
        sources = [source for many in leaf.sources.values() for source, _ in many]
        if len(sources) != 1 or sources[0] not in case.leaves or sources[0].rpartition(".")[0] != page:
            return []
        leaf = case.leaves[sources[0]]
        if _is_weighty(leaf):
            return [leaf]


def _is_weighty(leaf: Leaf) -> bool:
    weight = leaf.step.parameters.get("weight")
    layer = leaf.step.layer
    return layer is not None and layer.category in WEIGHTY and weight is not None and len(weight.shape) > 1


def _is_activation(leaf: Leaf) -> bool:
    layer = leaf.step.layer
    return layer is not None and layer.category == "activation" and leaf.step.kind not in ALONG_AXIS


def _may_be_unbounded(case: Case, leaf: Leaf) -> bool:
    """Whether what reads an activation takes values of any size: no loss, and no gate."""
    readers = [case.leaves[reader].step for reader in case.readers.get(leaf.address, ())]
    return not any(step.is_loss or step.kind in ("Multiply", "Log", "Output") for step in readers)


def _entering(leaf: Leaf) -> TensorType | None:
    received = [type_ for many in leaf.step.received.values() for type_ in many]
    return received[0] if len(received) == 1 else None


def _ids(leaves: Sequence[Leaf]) -> list[str]:
    """The nodes whose layers these are, each once: a shared layer is another node's."""
    return list(dict.fromkeys(leaf.step.owner for leaf in leaves))


# ------------------------------------------------------------------ the remedies


def _relu_for(case: Case, way: Sequence[Leaf]) -> list[Remedy]:
    """ReLU in place of what is flat at both ends, and the weights before it started as it wants."""
    found = [leaf for leaf in way if leaf.step.kind in SQUASHING and _may_be_unbounded(case, leaf)]
    if not found:
        return []
    starts = _starts(way, becoming={leaf.address: "ReLU" for leaf in found})
    return [remedies.change_kind("ReLU", _ids(found), [start for start in starts if start[0]["weight"] == KAIMING])]


def _starts(way: Sequence[Leaf], becoming: Mapping[str, str] = MappingProxyType({})) -> list[Start]:
    """How layers with weights should start for the activations that follow them, where they do not yet.

    One that no activation follows is left alone, unless it was given a start: then it gets the usual one.
    """
    found: dict[str, tuple[dict[str, object], list[Leaf]]] = {}
    waiting: list[Leaf] = []
    for leaf in way:
        if _is_weighty(leaf) and not leaf.step.node.tie:
            waiting.append(leaf)
        elif _is_activation(leaf):
            kind = becoming.get(leaf.address, leaf.step.kind)
            _gather(found, _init_for(kind), waiting)
            waiting = []
    _gather(found, _init_for("Softsign"), [leaf for leaf in waiting if "weight" in leaf.step.node.init])
    return [(init, tuple(_ids(leaves))) for init, leaves in found.values() if leaves]


def _init_for(kind: str) -> dict[str, object]:
    gain = SQUASHING.get(kind)
    return {"weight": KAIMING if gain is None else {"function": "xavier_uniform_", "gain": gain}, "bias": 0.0}


def _gather(
    found: dict[str, tuple[dict[str, object], list[Leaf]]], init: dict[str, object], leaves: Sequence[Leaf]
) -> None:
    """Adds the layers that do not start so yet."""
    for leaf in leaves:
        given = leaf.step.node.init
        if any(given.get(name) != value for name, value in init.items() if name in leaf.step.parameters):
            found.setdefault(repr(init), (init, []))[1].append(leaf)


def _started(starts: Sequence[Start]) -> list[Remedy]:
    return [remedies.start(starts)] if starts else []


def _normalized(case: Case, way: Sequence[Leaf]) -> list[Remedy]:
    """The same normalization before every activation of the way that has none yet."""
    kinds: dict[str, list[Leaf]] = {}
    for leaf in way:
        kind = _normalization_for(case, leaf) if _is_activation(leaf) and leaf.owns else ""
        if kind:
            kinds.setdefault(kind, []).append(leaf)
    return [remedies.insert_before(kind, "input", _ids(leaves)) for kind, leaves in kinds.items()]


def _normalization_for(case: Case, leaf: Leaf) -> str:
    """BatchNorm over the channels of pictures and the features of samples, LayerNorm where batches are single samples
    and for sequences; none where the one before is a normalization, or there is nothing to normalize."""
    entering = _entering(leaf)
    sources = [source for many in leaf.sources.values() for source, _ in many]
    before = case.leaves[sources[0]].step.layer if sources and sources[0] in case.leaves else None
    if entering is None or entering.dtype != "float32" or (before is not None and before.category == "normalization"):
        return ""
    dims = len(entering.shape)
    single = case.training is not None and case.training.batch_size == 1
    batch = {2: "BatchNorm1d", 4: "BatchNorm2d", 5: "BatchNorm3d"}.get(dims, "")
    if batch and not (single and dims == 2):
        return batch if isinstance(entering.shape[1], int) else ""
    return "LayerNorm" if dims > 1 and isinstance(entering.shape[-1], int) and entering.shape[-1] > 1 else ""


def _skipped(way: Sequence[Leaf]) -> list[Remedy]:
    """A way round the layers between one activation and the next, wherever both give values of one shape."""
    pairs = []
    last: Leaf | None = None
    passed_weights = False
    for leaf in way:
        passed_weights = passed_weights or _is_weighty(leaf)
        if not _is_activation(leaf) or not leaf.owns or leaf.step.node.role != "kind":
            continue
        if last is not None and passed_weights and leaf.step.outputs == last.step.outputs:
            pairs.append((last.step.id, leaf.step.id))
        last, passed_weights = leaf, False
    return [remedies.skip(pairs)] if pairs else []


def _learning_rate(case: Case) -> tuple[str, float] | None:
    """The optimizer and its learning rate; None where it has none."""
    if case.training is None:
        return None
    chosen = case.training.optimizer
    declared = optimizers().get(chosen.kind)
    if declared is None or "lr" not in declared.parameters:
        return None
    value: Any = chosen.params.get("lr", declared.parameters["lr"].default)
    return (chosen.kind, float(value)) if isinstance(value, (int, float)) else None


def _slower(case: Case) -> list[Remedy]:
    lr = _learning_rate(case)
    return [remedies.training("optimizer.params.lr", float(f"{lr[1] / 10:.2g}"))] if lr is not None and lr[1] else []


def _clipped(case: Case) -> list[Remedy]:
    """A limit on the norm of all gradients together: Pascanu et al. (2013), algorithm 1."""
    if case.training is None or case.training.to_json().get("clip"):
        return []
    return [remedies.training("clip", {"norm": CLIP_NORM})]
