"""Random projects, and random edits as a person would make them, for the property tests of the project room."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from engine.data.settings import DataSettings
from engine.graph.graph import Block, BlockParameter, Edge, Node, PortRef, make_graph
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.problem import ProblemError
from engine.project import edits
from engine.project.change import Change, Patch, Place
from engine.project.project import MAIN, Project
from engine.project.rearranging import remove_keeping_flow
from engine.project.sharing import share, stop_sharing
from engine.project.swapping import swap_kind
from engine.settings.training import TrainingSettings

KINDS = ("Input", "Output", "Linear", "ReLU", "Add", "Concatenate", "LSTM", "CrossEntropyLoss", "MultiheadAttention")

BLOCK = Block(
    make_graph(
        [
            Node("x", "kind", "Input"),
            Node("fc", "kind", "Linear", {"out_features": "= width"}),
            Node("y", "kind", "Output"),
        ],
        [Edge(PortRef("x", "output"), PortRef("fc", "input")), Edge(PortRef("fc", "output"), PortRef("y", "input"))],
    ),
    {"width": BlockParameter("int", 8)},
    {"positions": {"fc": (10, 0)}},
)


@st.composite
def projects(draw: DrawFn) -> Project:
    """A project that came about by edits."""
    project = Project(name=draw(st.sampled_from(["Untitled", "Ein Name", "网络"])))
    if draw(st.booleans()):
        project = Change("add_block", (Patch(Place("block", MAIN, "Encoder"), None, BLOCK),)).apply(project)
    for _ in range(draw(st.integers(0, 12))):
        project = draw(changes(project)).apply(project)
    return project


@st.composite
def changes(draw: DrawFn, project: Project) -> Change:
    """One edit of a project; it may change nothing."""
    page = draw(st.sampled_from(list(project.pages)))
    nodes = sorted(project.page(page).nodes)
    if len(nodes) < 2:
        return _added(draw, project, page)
    kind_of_edit = draw(st.sampled_from(_EDITS))
    if kind_of_edit == "add":
        return _added(draw, project, page)
    some = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=3, unique=True))
    node = some[0]
    match kind_of_edit:
        case "connect":
            return _connected(draw, project, page, nodes)
        case "remove":
            targets = sorted(project.page(page).sources, key=lambda ref: ref.sort_key)
            cut = draw(st.lists(st.sampled_from(targets), max_size=2)) if targets else []
            return edits.remove(project, page, some, cut)
        case "take out":
            return remove_keeping_flow(project, page, some)
        case "swap":
            interfaces = Interfaces(catalogue(), project.blocks)
            return swap_kind(project, page, some, draw(st.sampled_from(KINDS)), interfaces).change
        case "share":
            try:
                return share(project, page, some, Interfaces(catalogue(), project.blocks))
            except ProblemError:  # they are not alike
                return Change("share")
        case "stop sharing":
            return stop_sharing(project, page, some)
        case "paste":
            return edits.add_fragment(project, page, edits.copy_fragment(project, page, some), (24, 24))[0]
        case "move":
            return edits.move(project, page, {name: (draw(_COORDINATES), draw(_COORDINATES)) for name in some})
        case "rename":
            return edits.rename(project, page, node, draw(_FREE_IDS.filter(lambda name: name not in nodes)))
        case "param":
            return edits.set_param(
                project, page, node, draw(st.sampled_from(["out_features", "bias"])), draw(st.integers(1, 9))
            )
        case "title":
            return edits.set_title(project, page, node, draw(st.text(max_size=5)))
        case "frozen":
            return edits.set_frozen(project, page, node, draw(st.booleans()))
        case "init":
            return edits.set_init(project, page, node, "weight", draw(st.sampled_from([None, 0.5, "kaiming_uniform_"])))
        case "training":
            return edits.set_training(project, TrainingSettings(epochs=draw(st.integers(1, 20))))
        case "data":
            return edits.set_data(project, DataSettings(source=draw(st.sampled_from(["digits", "moons", "iris"]))))
        case "name":
            return edits.set_name(project, draw(st.text(max_size=5)))
    return _joined(draw, project, page, node)


_EDITS = (
    "add", "connect", "remove", "paste", "move", "rename", "param", "title", "frozen", "init", "training", "data",
    "name", "together", "take out", "swap", "share", "stop sharing",
)  # fmt: skip
_COORDINATES: Any = st.integers(-500, 500) | st.floats(-500, 500, allow_nan=False).map(lambda number: number + 0.0)
_FREE_IDS = st.from_regex(r"n[a-z]{1,3}_", fullmatch=True)


def _added(draw: DrawFn, project: Project, page: str) -> Change:
    position = (draw(_COORDINATES), draw(_COORDINATES))
    if project.blocks and page == MAIN and draw(st.booleans()):
        use = Node("enc", "block", "Encoder", {"width": 4}, repeat=draw(st.integers(1, 3)))
        return edits.add_fragment(project, page, edits.Fragment((use,), (), {"enc": position}))[0]
    kind = draw(st.sampled_from(KINDS))
    return edits.add_node(project, page, kind, catalogue()[kind].initial(), position)[0]


def _connected(draw: DrawFn, project: Project, page: str, nodes: list[str]) -> Change:
    interfaces = Interfaces(catalogue(), project.blocks)
    graph = project.page(page)
    known = {name: interface for name in nodes if (interface := interfaces.of(graph.nodes[name], graph))}
    givers = [(name, port) for name, interface in known.items() for port in interface.outputs]
    takers = [(name, port.name) for name, interface in known.items() for port in interface.inputs]
    if not givers or not takers:
        return Change("connect")
    source, target = draw(st.sampled_from(givers)), draw(st.sampled_from(takers))
    return edits.connect(project, page, Edge(PortRef(*source), PortRef(*target)), interfaces)


def _joined(draw: DrawFn, project: Project, page: str, node: str) -> Change:
    """Two edits as one step of undo."""
    first = edits.set_title(project, page, node, "joined")
    second = edits.remove(first.apply(project), page, [node])
    return edits.together("together", [first, second] if draw(st.booleans()) else [first])
