"""The training settings of a project: one value, read from and written to the `training` part of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.layers.parameters import CHOSEN_FORM, Choice, Declaration, Int
from engine.problem import Problem
from engine.texts.phrase import Phrase, Words

Json = Any

DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")
PRECISIONS = ("float32", "float64", "bfloat16", "float16")


class TrainingOptions(Declaration):
    """The plain numbers of a training: how long, how much at once, where."""

    seed = Int(0, minimum=0, help="Fixes the first weights, the order of the samples and dropout.")
    epochs = Int(10, minimum=1, help="How often the whole training set is seen.")
    batch_size = Int(64, minimum=1, help="Samples between two updates of the weights.")
    device = Choice("auto", choices=DEVICES, help="Where to compute; auto takes an accelerator where there is one.")
    precision = Choice("float32", choices=PRECISIONS, help="The number type of weights and values.")
    threads = Int(None, minimum=1, maximum=1024, optional=True, help="Processor threads; empty leaves it to torch.")


@dataclass(frozen=True)
class Chosen:
    """A declaration picked by name, with the parameters that were given: `{"kind": "Adam", "params": {...}}`."""

    kind: str
    params: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        return {"kind": self.kind, **({"params": dict(self.params)} if self.params else {}), **self.extra}

    def __hash__(self) -> int:
        return hash(self.kind)


def read_chosen(value: Json, what: str) -> tuple[Chosen | None, list[Problem]]:
    """Reads `{"kind": ..., "params": {...}}`, or the bare kind; a problem where it has another form."""
    if isinstance(value, str):
        return Chosen(value), []
    well_formed = isinstance(value, dict) and isinstance(value.get("kind"), str)
    if not well_formed or not isinstance(value.get("params", {}), dict):
        arguments = {"expected": CHOSEN_FORM, "name": what, "received": repr(value)}
        return None, [Problem("setting_type", arguments, parameter=what)]
    extra = {key: item for key, item in value.items() if key not in ("kind", "params")}
    return Chosen(value["kind"], value.get("params", {}), extra), []


@dataclass(frozen=True)
class TrainingSettings:
    """Everything that decides how training goes; `extra` keeps keys that this version does not know."""

    seed: int = 0
    epochs: int = 10
    batch_size: int = 64
    device: str = "auto"
    precision: str = "float32"
    threads: int | None = None
    optimizer: Chosen = Chosen("Adam", {"lr": 0.001})
    schedule: Chosen | None = None
    clip: Mapping[str, Json] | None = None  # of the gradient; its parameters as the file gives them
    metrics: tuple[str, ...] | None = None  # None: what suits the loss
    extra: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json) -> tuple[TrainingSettings, list[Problem]]:
        """Reads the `training` part of a file; what is wrong is left at its default and reported."""
        if not isinstance(value, dict):
            return cls(), [_wrong_type("training", Phrase("an_object"), value)]
        options, problems = TrainingOptions.check(
            {key: value[key] for key in TrainingOptions.parameters if key in value}
        )
        settings = replace(cls(), **options)  # type: ignore[arg-type]
        for part in ("optimizer", "schedule"):
            if value.get(part) is not None:
                chosen, found = read_chosen(value[part], part)
                problems += found
                if chosen is not None:
                    settings = replace(settings, **{part: chosen})  # type: ignore[arg-type]
        clip = value.get("clip")
        if isinstance(clip, dict):
            settings = replace(settings, clip=clip)
        elif clip is not None:
            problems.append(_wrong_type("clip", Phrase("an_object"), clip))
        metrics = value.get("metrics")
        if isinstance(metrics, list) and all(isinstance(name, str) for name in metrics):
            settings = replace(settings, metrics=tuple(metrics))
        elif metrics is not None:
            problems.append(_wrong_type("metrics", Phrase("list_of_names"), metrics))
        known = {*TrainingOptions.parameters, "optimizer", "schedule", "clip", "metrics"}
        return replace(settings, extra={key: item for key, item in value.items() if key not in known}), problems

    def to_json(self) -> dict[str, Json]:
        """What the file holds; parts that are absent by default stay absent."""
        value: dict[str, Json] = {name: getattr(self, name) for name in TrainingOptions.parameters}
        value["optimizer"] = self.optimizer.to_json()
        if self.schedule is not None:
            value["schedule"] = self.schedule.to_json()
        if self.clip is not None:
            value["clip"] = dict(self.clip)
        if self.metrics is not None:
            value["metrics"] = list(self.metrics)
        return value | dict(self.extra)

    def __hash__(self) -> int:
        return hash((self.seed, self.epochs, self.batch_size, self.optimizer))


def _wrong_type(name: str, expected: Words, received: Json) -> Problem:
    return Problem("setting_type", {"name": name, "expected": expected, "received": repr(received)}, parameter=name)
