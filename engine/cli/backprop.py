"""`chainrule backprop`: one training step, taken apart."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.console import write
from engine.cli.opening import open_right
from engine.problem import Problem, ProblemError

if TYPE_CHECKING:
    from torch import Tensor

    from engine.training.feed import Feed
    from engine.training.setup import Prepared


def backprop(
    file: Path, part: str, index: int, count: int, nodes: str | None, summary: bool, trusts_code: bool = False
) -> dict[str, Any]:
    """The report of one step on `count` samples of a part, from the one at `index`. Raises ProblemError."""
    prepared = prepared_of(file, trusts_code)
    from engine.backprop.report import backprop_report
    from engine.backprop.taken_apart import take_apart

    chosen = nodes_of(prepared, nodes)
    batch = samples_of(prepared, part, index, count)
    with told_on_its_node(prepared, batch):
        taken = take_apart(prepared.network, batch, prepared.optimizer, prepared.clipper)
    return backprop_report(taken, prepared.network, chosen, summary)


def prepared_of(file: Path, trusts_code: bool = False) -> Prepared:
    """The training of a file that is right, for one step and no update of the file. Raises ProblemError."""
    opened = open_right(file, trusts_code=trusts_code)
    from engine.training.setup import prepare

    return prepare(opened.project, opened.weights, plan=opened.checked.plan, updates=False)


@contextmanager
def told_on_its_node(prepared: Prepared, batch: dict[str, Tensor]) -> Iterator[None]:
    """Within, a step is made in training mode; whatever a layer raises becomes a ProblemError on its node."""
    from engine.training.failure import StepState, explain

    state = StepState(prepared)
    state.remember(batch)
    prepared.network.module.train()
    try:
        yield
    except Exception as error:
        raise ProblemError(explain(error, state)[0]) from error


def emit_report(report: dict[str, Any]) -> None:
    """Prints the report as JSON with a line for each node and each parameter, to be read by people too."""
    parts = [f"{json.dumps(key)}: {_laid_out(value)}" for key, value in report.items()]
    write("{" + ",\n ".join(parts) + "}", sys.stdout, multiline=True)


def _laid_out(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join(f"\n  {json.dumps(item, allow_nan=False)}" for item in value) + "]"
    if isinstance(value, dict):
        items = (f"\n  {json.dumps(key)}: {json.dumps(item, allow_nan=False)}" for key, item in value.items())
        return "{" + ",".join(items) + "}"
    return json.dumps(value, allow_nan=False)


def nodes_of(prepared: Prepared, names: str | None) -> set[str] | None:
    """The addresses that a list with commas names; None where all are meant. Raises ProblemError for an unknown one."""
    from engine.backprop.report import selected

    if names is None:
        return None
    return selected(prepared.network, [name.strip() for name in names.split(",") if name.strip()])


def samples_of(prepared: Prepared, part: str, index: int, count: int) -> dict[str, Tensor]:
    """The samples as a batch. Raises ProblemError where the part has not so many."""
    feed = feed_of(prepared, part)
    if index + count > feed.samples:
        arguments = {"last": feed.samples - 1, "name": part, "first": index, "received": index + count - 1}
        raise ProblemError(Problem("call_samples", arguments))
    return dict(next(iter(feed.in_order(count, index, count))))


def feed_of(prepared: Prepared, part: str) -> Feed:
    """A part of the data. Raises ProblemError where it is empty."""
    feeds: dict[str, Feed | None] = {
        "train": prepared.train, "validation": prepared.validation, "test": prepared.test,
    }  # fmt: skip
    feed = feeds[part]
    if feed is None or not feed.samples:
        raise ProblemError(Problem("call_part_empty", {"name": part}))
    return feed
