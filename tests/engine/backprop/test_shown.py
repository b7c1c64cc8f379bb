from __future__ import annotations

import numpy as np
import pytest
from pytest import mark

from engine.backprop.recording import rehearse
from engine.backprop.shown import shown
from engine.project.project import Project
from tests.engine.projects import ALL, DIGITS
from tests.engine.whole_steps import batch_of, built, optimizer_for


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_what_is_shown_is_what_was_computed(project: Project) -> None:
    network = built(project)
    told = rehearse(network, batch_of(project), optimizer_for(network))
    step = shown(told)
    assert step.moments == told.moments
    assert step.samples == len(next(iter(told.inputs.values())))
    assert told.loss is not None and step.loss == told.loss.item()
    assert list(step.nodes) == list(told.computed)
    for address, node in step.nodes.items():
        for port, value in told.computed[address].values.items():
            assert (value is None) == (port not in node.outputs)
            if value is not None:
                assert np.array_equal(node.outputs[port], value.numpy(), equal_nan=value.is_floating_point())
        for name, key in told.keys_of(address).items():
            assert np.array_equal(node.parameters[name], told.update[key].before.numpy())
            if name in node.after:
                assert np.array_equal(node.after[name], told.update[key].after.numpy())


def test_what_is_shown_cannot_be_changed() -> None:
    network = built(DIGITS)
    step = shown(rehearse(network, batch_of(DIGITS), optimizer_for(network)))
    with pytest.raises(ValueError, match="read-only"):
        step.nodes["fc1"].parameters["weight"][0, 0] = 1.0
