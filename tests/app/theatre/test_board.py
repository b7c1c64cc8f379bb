"""Real steps on the cards: what is shown when, and along which edges it travels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.canvas.scene import GraphScene
from app.theatre.board import StageBoard
from app.theatre.rows import RowMaker
from app.theme.tokens import DARK, LIGHT, Theme
from engine.backprop.moments import Moment
from engine.graph.graph import PortRef
from engine.project import edits
from engine.project.project import MAIN
from tests.app.canvas.toy import ToyDocument
from tests.app.theatre.steps import Played, played

STEPS = {"chain-rule-by-hand": 1, "residual": 1, "sequence-lstm": 1, "blocks": 2, "siamese": 3, "shared": 2}
Shown = set[tuple[str, str, str, str]]


class Setting:
    """A scene of its own with a step on its cards."""

    def __init__(self, given: Played, is_hall: bool = False, sample: int = 0) -> None:
        from engine.layers.catalogue import catalogue

        self.project, self.plan, self.step = given
        self.document = RealDocument(given.project)
        assert self.document.catalogue is catalogue()
        self.scene = GraphScene(self.document)
        self.scene.set_staged(True)
        self.board = StageBoard(self.scene, self.step, self.plan, RowMaker(LIGHT, sample), is_hall)

    def rows(self, state: str) -> Shown:
        """Which rows are in a state: by card, address, quantity and name."""
        found: Shown = set()
        for node, item in self.scene.item_for_node.items():
            assert item.stage is not None
            for row in item.stage.rows:
                if row.state == state:
                    found.add((node, row.content.address, row.content.quantity, row.content.name))
        return found

    def at(self, phase: str, address: str) -> int:
        """The position after this moment."""
        return self.step.moments.index(Moment(phase, address)) + 1  # type: ignore[arg-type]

    def tones(self) -> dict[str, str | None]:
        return {str(target): edge.tone for target, edge in self.scene.item_for_edge.items()}


class RealDocument(ToyDocument):
    """A document with the layers that there are."""

    @property
    def catalogue(self):  # type: ignore[no-untyped-def]
        from engine.layers.catalogue import catalogue

        return catalogue()

    @property
    def interfaces(self):  # type: ignore[no-untyped-def]
        from engine.graph.ports import Interfaces

        return Interfaces(self.catalogue, self.project.blocks)


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> Iterator[None]:
    yield


@pytest.fixture(params=STEPS)
def setting(request: pytest.FixtureRequest) -> Setting:
    return Setting(played(request.param, STEPS[request.param]))


def test_going_forward_only_adds_and_at_the_end_all_is_there(setting: Setting) -> None:
    seen: Shown = set()
    tops: dict[str, list[float]] = {}
    for position in range(len(setting.step.moments) + 1):
        setting.board.show(position)
        now = setting.rows("shown")
        assert seen <= now
        grown = now - seen
        if position:
            moment = setting.step.moments[position - 1]
            assert all(card == moment.address.partition(".")[0] for card, *_ in grown)
            assert all(address == moment.address for _, address, *_ in grown)
        seen = now
        there = {
            node: [row.top for row in item.stage.rows]
            for node, item in setting.scene.item_for_node.items()
            if item.stage is not None
        }
        assert not tops or there == tops, "nothing moves"
        tops = there
    assert setting.rows("to come") == set()


def test_before_the_first_moment_only_weights_are_there(setting: Setting) -> None:
    setting.board.show(0)
    assert {quantity for _, _, quantity, _ in setting.rows("shown")} <= {"parameter"}
    assert all(tone in ("quiet", None) for tone in setting.tones().values())


def test_gradients_are_there_only_after_their_moment(setting: Setting) -> None:
    for position, moment in enumerate(setting.step.moments):
        setting.board.show(position)
        early = [row for row in setting.rows("shown") if row[1] == moment.address]
        wanted = {"backward": ("grad_output", "grad_parameter"), "update": ("after",)}.get(moment.phase, ("output",))
        assert not [row for row in early if row[2] in wanted]


def test_a_jump_back_takes_away_what_came_after(setting: Setting) -> None:
    setting.board.show(3)
    before, tones = setting.rows("shown"), setting.tones()
    setting.board.show(len(setting.step.moments))
    setting.board.show(3)
    assert (setting.rows("shown"), setting.tones()) == (before, tones)


def test_edges_turn_blue_with_their_value_and_orange_with_their_gradient(setting: Setting) -> None:
    tones = setting.tones()
    for position in range(1, len(setting.step.moments) + 1):
        moment = setting.step.moments[position - 1]
        along = {str(edge.edge.target) for edge in setting.board.edges_of(moment)}
        setting.board.show(position)
        before, tones = tones, setting.tones()
        changed = {target for target in tones if tones[target] != before[target]}
        colour = "backward" if moment.phase == "backward" else "forward"
        assert changed == along, moment
        assert all(tones[target] == colour for target in changed)
    for target, tone in tones.items():
        gradient_came = any(
            str(edge.edge.target) == target
            for moment in setting.step.moments if moment.phase == "backward"
            for edge in setting.board.edges_of(moment)
        )  # fmt: skip
        assert tone == ("backward" if gradient_came else "forward")


def test_the_card_at_which_the_step_stands_is_framed(setting: Setting) -> None:
    for position in range(len(setting.step.moments) + 1):
        setting.board.show(position)
        framed = {
            node: item.stage.tone
            for node, item in setting.scene.item_for_node.items()
            if item.stage is not None and item.stage.tone is not None
        }
        if not position:
            assert framed == {}
            continue
        moment = setting.step.moments[position - 1]
        tone = "forward" if moment.phase == "loss" else moment.phase
        assert framed == {moment.address.partition(".")[0]: tone}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_card_can_be_painted_at_any_moment(setting: Setting, theme: Theme) -> None:
    setting.scene.set_theme(theme)
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    pictures = []
    last = len(setting.step.moments)
    for position in (0, last // 2, last):
        setting.board.show(position, setting.step.moments[position - 1 : position])
        image.fill(theme.canvas)
        painter = QPainter(image)
        setting.scene.render(painter)
        painter.end()
        pictures.append(image.copy())
    assert pictures[0] != pictures[1] != pictures[2]


# ------------------------------------------------------------------ in one network


def test_the_rows_of_the_chain_rule_by_hand() -> None:
    setting = Setting(played("chain-rule-by-hand"))
    setting.board.show(setting.at("backward", "hidden"))
    item = setting.scene.item_for_node["hidden"]
    assert item.stage is not None
    told = [(row.content.label, [cell.text for cell in row.cells], row.state) for row in item.stage.rows]
    assert told == [
        ("value", ["4", "6"], "shown"),
        ("∇ output", ["-8", "-12"], "shown"),
        ("weight", ["2", "3"], "shown"),
        ("∇ weight", ["-16", "-24"], "shown"),
        ("new weight", ["2.016", "3.024"], "to come"),
    ]
    assert {edge.edge.source.node for edge in setting.board.edges_of(Moment("backward", "hidden"))} == {"x"}
    assert setting.board.edges_of(Moment("update", "hidden")) == []


def test_the_gradient_goes_back_along_both_ways_of_a_residual_network() -> None:
    setting = Setting(played("residual"))
    edges = setting.board.edges_of(Moment("backward", "add1"))
    assert {edge.edge.source.node for edge in edges} == {"relu1", "conv2"}
    assert {edge.edge.source.node for edge in setting.board.edges_of(Moment("loss", "loss"))} == {"fc", "label"}
    back = setting.board.edges_of(Moment("backward", "loss"))
    assert {edge.edge.source.node for edge in back} == {"fc"}, "none goes to the right answer"
    setting.board.show(len(setting.step.moments))
    assert setting.tones()["loss.target"] == "forward"


def test_a_block_shows_what_leaves_its_last_copy_and_is_entered_at_its_first() -> None:
    setting = Setting(played("blocks", 2))
    setting.board.show(0)
    assert {row.address for row in setting.board.rows_at("body")} == {"body.2.y"}
    into = setting.board.edges_of(Moment("forward", "body.0.x"))
    assert [edge.edge.source.node for edge in into] == ["stem"]
    assert setting.board.edges_of(Moment("forward", "body.1.x")) == []
    assert [edge.edge.source.node for edge in setting.board.edges_of(Moment("backward", "last.x"))] == ["drop"]
    setting.board.show(setting.at("forward", "body.2.y"))
    assert ("body", "body.2.y", "output", "output") in setting.rows("shown")


def test_a_layer_that_is_used_twice_is_updated_where_it_stands_first() -> None:
    setting = Setting(played("shared", 2))
    setting.board.show(len(setting.step.moments))
    updated = {(address, name) for _, address, quantity, name in setting.rows("shown") if quantity == "after"}
    assert updated == {("encode", "weight"), ("encode", "bias"), ("square", "weight"), ("square", "bias"),
                       ("score", "weight"), ("score", "bias")}  # fmt: skip
    contributed = {address for _, address, quantity, _ in setting.rows("shown") if quantity == "grad_parameter"}
    assert {"encode", "again", "square", "decode", "score"} <= contributed


def test_what_is_covered_hides_its_numbers() -> None:
    setting = Setting(played("chain-rule-by-hand"))
    position = setting.at("backward", "hidden")
    moment = setting.step.moments[position - 1]
    setting.board.show(position, [moment])
    assert setting.rows("covered") == {
        ("hidden", "hidden", "grad_output", "output"), ("hidden", "hidden", "grad_parameter", "weight"),
    }  # fmt: skip
    setting.board.show(position)
    assert setting.rows("covered") == set()


def test_the_sample_that_is_shown_is_the_one_that_was_asked_for() -> None:
    first, second = (Setting(played("fork", 2), sample=sample) for sample in (0, 1))
    texts = []
    for setting in (first, second):
        setting.board.show(1)
        stage = setting.scene.item_for_node["x"].stage
        assert stage is not None
        texts.append([cell.text for cell in stage.rows[0].cells])
        assert stage.rows[0].element_at(stage.rows[0].cells[1].rect.center()) == (len(texts) - 1, 1)
    assert texts == [["2", "3"], ["5", "7"]]


def test_the_node_at_which_a_step_ends_early_is_marked_at_its_end() -> None:
    setting = Setting(played("nan"))
    assert setting.step.problem is not None and setting.step.problem.node == "root"
    for position in range(len(setting.step.moments) + 1):
        setting.board.show(position)
        marked = [node for node, item in setting.scene.item_for_node.items() if item.stage and item.stage.is_wrong]
        assert marked == (["root"] if position == len(setting.step.moments) else [])
    stage = setting.scene.item_for_node["loss"].stage
    assert stage is not None and stage.rows == ()


def test_cards_make_room_for_each_other() -> None:
    setting = Setting(played("chain-rule-by-hand"))
    setting.board.show(0)
    bodies = [item.scene_body for item in setting.scene.item_for_node.values()]
    assert not [1 for one in bodies for other in bodies if one is not other and one.intersects(other)]
    settled = setting.scene.settled_places
    assert settled == {node: tuple(place) for node, place in setting.project.positions().items()}
    assert setting.scene.places != settled, "for the eye only"
    setting.scene.set_staged(False)
    assert setting.scene.places == settled
    assert all(item.stage is None for item in setting.scene.item_for_node.values())
    assert all(edge.tone is None for edge in setting.scene.item_for_edge.values())


@pytest.mark.parametrize("is_hall", [False, True])
def test_a_card_that_is_gone_since_does_no_harm(is_hall: bool) -> None:
    """Between an edit and the next step the board still shows the one before."""
    setting = Setting(played("chain-rule-by-hand"), is_hall)
    setting.board.show(2)
    document = setting.document
    document.apply(edits.remove(document.project, MAIN, ["relu1"]))
    document.apply(edits.add_node(document.project, MAIN, "ReLU", {}, (0, 400))[0])
    for position in range(len(setting.step.moments) + 1):
        setting.board.show(position)
    document.undo()
    document.undo()
    setting.board.show(5)
    assert PortRef("relu1", "input") in setting.scene.item_for_edge


def test_in_a_hall_a_card_shows_what_belongs_to_the_phase() -> None:
    setting = Setting(played("chain-rule-by-hand"), is_hall=True)

    def quantities(position: int) -> list[str]:
        setting.board.show(position)
        stage = setting.scene.item_for_node["hidden"].stage
        assert stage is not None
        return [row.content.quantity for row in stage.rows]

    assert quantities(1) == quantities(setting.at("loss", "loss")) == ["output", "parameter"]
    backward = quantities(setting.at("backward", "loss"))
    assert backward == ["output", "grad_output", "parameter", "grad_parameter"]
    assert quantities(setting.at("update", "hidden")) == ["parameter", "grad_parameter", "after"]
    assert quantities(0) == ["output", "parameter"]


def test_every_number_on_a_card_is_that_of_the_step(setting: Setting) -> None:
    setting.board.show(len(setting.step.moments))
    for item in setting.scene.item_for_node.values():
        assert item.stage is not None
        for row in item.stage.rows:
            content = row.content
            node = setting.step.nodes[content.address]
            source = {
                "output": node.outputs, "grad_output": node.grad_outputs, "parameter": node.parameters,
                "grad_parameter": node.gradients, "after": node.after,
            }[content.quantity]  # fmt: skip
            array = np.asarray(source[content.name])
            largest = float(np.abs(array).max())
            for cell in row.cells:
                index = row.element_at(cell.rect.center())
                assert index is not None
                value = float(array[index])
                assert float(cell.text) == pytest.approx(value, rel=0.06, abs=0.02 * largest), (content, index)
