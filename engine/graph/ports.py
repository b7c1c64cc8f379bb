"""Which ports a node has: those of its kind, its code, its block's Input and Output nodes, or of the node it shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.graph.graph import Block, Graph, Node, PortRef
from engine.layers.layer import Layer, Port

Kinds = Mapping[str, type[Layer]]


@dataclass(frozen=True)
class Interface:
    """The inputs and the names of the outputs of a node."""

    inputs: tuple[Port, ...]
    outputs: tuple[str, ...]

    def input(self, name: str) -> Port | None:
        """The input port of this name; the first one for an empty name; None where there is none."""
        if not name:
            return self.inputs[0] if self.inputs else None
        return next((port for port in self.inputs if port.name == name), None)

    def output(self, name: str) -> str | None:
        """The output port of this name; the first one for an empty name; None where there is none."""
        if not name:
            return self.outputs[0] if self.outputs else None
        return name if name in self.outputs else None


@dataclass(frozen=True)
class Interfaces:
    """Finds the interface of any node on a page; None where its kind, block or shared node is not known."""

    kinds: Kinds
    blocks: Mapping[str, Block]
    codes: Kinds = field(default_factory=dict)  # the kinds that the project's own code makes, by its name

    def kind(self, node: Node) -> type[Layer] | None:
        """The kind of a node: of the catalogue, or of the project's own code; None for others."""
        table: Kinds = {"kind": self.kinds, "code": self.codes}.get(node.role, {})
        return table.get(node.of)

    def of(self, node: Node, graph: Graph) -> Interface | None:
        match node.role:
            case "kind" | "code":
                kind = self.kind(node)
                return Interface(kind.inputs, kind.outputs) if kind else None
            case "block":
                block = self.blocks.get(node.of)
                return self.of_block(block) if block else None
            case "share":
                shared = graph.nodes.get(node.of)
                return self.of(shared, graph) if shared is not None and shared.role != "share" else None

    def of_block(self, block: Block) -> Interface:
        """The ports of a block, in the order of its pages' ids."""
        inputs = sorted(node.id for node in block.graph.nodes.values() if node.role == "kind" and node.of == "Input")
        outputs = sorted(node.id for node in block.graph.nodes.values() if node.role == "kind" and node.of == "Output")
        return Interface(tuple(Port(name) for name in inputs), tuple(outputs))

    def resolved_target(self, ref: PortRef, graph: Graph) -> PortRef:
        """The same place with its port spelled out, and no index where the port is not variadic."""
        node = graph.nodes.get(ref.node)
        interface = self.of(node, graph) if node else None
        port = interface.input(ref.port) if interface else None
        if port is None:
            return ref
        return PortRef(ref.node, port.name, ref.index if port.variadic else None)

    def resolved_source(self, ref: PortRef, graph: Graph) -> PortRef:
        """The same place with its port spelled out."""
        node = graph.nodes.get(ref.node)
        interface = self.of(node, graph) if node else None
        port = interface.output(ref.port) if interface else None
        return PortRef(ref.node, ref.port if port is None else port)
