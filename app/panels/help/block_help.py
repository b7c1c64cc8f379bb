"""What the help says about a block, gathered from its graph, the plan of its page, and the words of a library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from engine.compiler.plan import Plan
from engine.graph.graph import Block, BlockParameter, Node
from engine.graph.ports import Interface
from engine.layers.tensor_type import TensorType
from engine.project.annotations import Comment, annotations_on
from engine.project.block_edits import uses_of
from engine.project.library import LibraryBlock
from engine.project.project import Project

Ports = tuple[tuple[str, TensorType | None], ...]  # by name; None where nothing is known of what passes there


@dataclass(frozen=True)
class BlockHelp:
    """A block as its page shows it. `inside` counts its layers by what they are, Inputs and Outputs left out.

    `comments` are those on its page. `parameter_count` is None where it is not known what enters, `uses` where the
    project does not have it: then it stands in a library.
    """

    name: str
    description: str
    comments: tuple[str, ...]
    parameters: Mapping[str, BlockParameter]
    inputs: Ports
    outputs: Ports
    inside: tuple[tuple[str, int], ...]
    parameter_count: int | None = None
    uses: int | None = None


def block_help(project: Project, name: str, plan: Plan | None, described: LibraryBlock | None = None) -> BlockHelp:
    """About a block of the project; `plan` is that of its page.

    The words of the library are its own as long as it is drawn as it was there.
    """
    block = project.blocks[name]
    original = described.blocks[name] if described is not None else None
    inputs, outputs = _ports(project.interfaces.of_block(block), plan)
    is_known = all(kind is not None for _, kind in inputs)
    is_same = original is not None and (original.graph, original.parameters) == (block.graph, block.parameters)
    return BlockHelp(
        name,
        described.description if described is not None and is_same else "",
        tuple(one.text for one in annotations_on(project, name).values() if isinstance(one, Comment) and one.text),
        block.parameters,
        inputs,
        outputs,
        _inside(block),
        plan.parameter_count if plan is not None and is_known else None,
        len(uses_of(project, name)),
    )


def library_help(found: LibraryBlock) -> BlockHelp:
    """About a block of a library that the project does not have."""
    return replace(block_help(Project(blocks=found.blocks), found.name, None, found), uses=None)


def _ports(interface: Interface, plan: Plan | None) -> tuple[Ports, Ports]:
    steps = plan.steps if plan is not None else ()
    entering = {step.id: next(iter(step.outputs.values()), None) for step in steps if step.is_input}
    leaving = {step.id: next(chain(*step.received.values()), None) for step in steps if step.is_output}
    inputs = tuple((port.name, entering.get(port.name)) for port in interface.inputs)
    return inputs, tuple((name, leaving.get(name)) for name in interface.outputs)


def _inside(block: Block) -> tuple[tuple[str, int], ...]:
    """What is most there comes first; equals in the order of their names."""
    nodes = block.graph.nodes
    counted = Counter(_owner(node, nodes).of for node in nodes.values() if not _is_port(node))
    return tuple(sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])))


def _owner(node: Node, nodes: Mapping[str, Node]) -> Node:
    """The node whose layer it is: another one where it is shared."""
    return nodes.get(node.of, node) if node.role == "share" else node


def _is_port(node: Node) -> bool:
    return node.role == "kind" and node.of in ("Input", "Output")
