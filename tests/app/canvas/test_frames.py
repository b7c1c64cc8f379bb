"""Which ports a card shows, and where."""

from __future__ import annotations

from app.canvas.frames import HEADER, PORT_Y, Frame, frame_of
from engine.graph.graph import Node, PortRef
from engine.graph.ports import Interfaces
from engine.project.project import Project
from tests.app.canvas.toy import KINDS, chain, project, residual


def frame(made: Project, node: str) -> Frame:
    return frame_of(made.graph.nodes[node], made.graph, Interfaces(KINDS, {}))


def test_an_input_has_nothing_on_the_left_and_a_loss_nothing_on_the_right() -> None:
    assert frame(chain(), "x").inputs == ()
    assert [slot.port for slot in frame(chain(), "loss").inputs] == ["input", "target"]
    assert frame(chain(), "loss").outputs == ()
    assert frame(residual(), "out").outputs == ()


def test_a_lone_port_stands_in_the_middle_without_a_name() -> None:
    (slot,) = frame(chain(), "a").inputs
    assert (slot.y, slot.label) == (PORT_Y, "")
    assert frame(chain(), "a").height == HEADER


def test_several_ports_have_names_and_rows() -> None:
    split = frame(project({"s": "Split"}), "s")
    assert [slot.label for slot in split.inputs] == ["input", "hint"]
    assert [slot.label for slot in split.outputs] == ["first", "second"]
    assert [slot.is_optional for slot in split.inputs] == [False, True]
    assert split.inputs[0].y == split.outputs[0].y < split.inputs[1].y < split.height


def test_a_variadic_port_has_a_place_for_each_edge_and_a_spare_one() -> None:
    slots = frame(residual(), "sum").inputs
    assert [(slot.index, slot.is_spare) for slot in slots] == [(0, False), (1, False), (2, True)]
    assert sum(slot.y for slot in slots) / 3 == PORT_Y


def test_many_edges_make_the_card_higher() -> None:
    nodes = {"sum": "Sum", **{f"x{number}": "Input" for number in range(7)}}
    tall = frame(project(nodes, [f"x{number} -> sum.input[{number}]" for number in range(7)]), "sum")
    assert len(tall.inputs) == 8
    assert tall.inputs[-1].y < tall.height


def test_an_unknown_kind_shows_the_ports_that_its_edges_use() -> None:
    made = project({"x": "Input", "odd": "Dense", "a": "Dense"}, ["x -> odd", "odd -> a"])
    nodes = {**made.graph.nodes, "odd": Node("odd", "kind", "Wobble")}
    made = Project(graph=type(made.graph)(nodes, made.graph.sources))
    odd = frame(made, "odd")
    assert odd.input(PortRef("odd", "input")) is not None
    assert odd.output("output") is not None
