"""Checks one node of a page, and finds out what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from engine.compiler.init import init_problems
from engine.compiler.plan import Plan, Step
from engine.compiler.shapes import RefusedError, ShapeMemory
from engine.data.columns import Column
from engine.graph.expressions import is_expression, resolve
from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.graph.ordering import Order, in_port_order
from engine.graph.ports import Interface, Interfaces, Kinds
from engine.layers.layer import Layer, LossLayer, Received
from engine.layers.remedies import change, insert_before
from engine.layers.tensor_type import BATCH, TensorType
from engine.problem import Problem, ProblemError, errors
from engine.project.project import MAIN, Project


@dataclass(frozen=True)
class Page:
    """What is fixed while one page is planned.

    `names` holds the parameters of the block, None on the main page; `entering` what enters its Input nodes; `inside`
    the blocks around, outermost first. `plan_block` plans another page: (block, names, entering, inside).
    """

    project: Project
    name: str
    graph: Graph
    columns: Mapping[str, Column]
    names: Mapping[str, Any] | None
    entering: Mapping[str, TensorType | None]
    inside: tuple[str, ...]
    order: Order
    needed: frozenset[str]
    kinds: Kinds
    interfaces: Interfaces
    shapes: ShapeMemory
    plan_block: Callable[[str, Mapping[str, Any], Mapping[str, TensorType | None], tuple[str, ...]], Plan]


class NodeCheck:
    """Checks one node, and finds out what comes out of it."""

    def __init__(self, page: Page, node: Node, steps: Mapping[str, Step], wired: frozenset[str]) -> None:
        self.page, self.node, self.steps, self.wired = page, node, steps, wired
        self.problems: list[Problem] = []
        self.entered: Mapping[str, TensorType | None] = {}  # by the copy of a block that was planned last

    @property
    def used(self) -> Node:
        """The node whose layer it is: itself, or the one whose layer is used again."""
        return self.page.graph.nodes[self.node.of] if self.node.role == "share" else self.node

    def make(self, known: Mapping[PortRef, TensorType | None]) -> Step:
        interface = self.page.interfaces.of(self.node, self.page.graph)
        if interface is None:
            self.problems += self.unknown()
            return self.step({}, {})
        inputs = self.inputs(interface)
        cycle = self.page.order.cyclic.get(self.node.id)
        if cycle is not None:
            self.problems.append(Problem("cycle", {"received": cycle}))
            return self.step(inputs, {})
        received = {port: tuple(known.get(ref) for ref in refs) for port, refs in inputs.items()}
        complete = all(tensor is not None for types in received.values() for tensor in types)
        types = {port: tuple(t for t in found if t is not None) for port, found in received.items()} if complete else {}
        self.problems += self.role_problems()
        self.problems += self.code_problems()
        if self.used.role == "block":
            return self.block_step(inputs, types, complete)
        layer = self.layer()
        if layer is None or not complete or errors(self.problems):
            return self.step(inputs, types, layer=layer)
        if self.missing_ports(interface, inputs):
            return self.step(inputs, types, layer=layer)
        try:
            return self.inferred(layer, inputs, types)
        except ProblemError as error:
            outputs = error.outputs if isinstance(error, RefusedError) else {}
            if not errors(self.problems):  # where samples mix, the layer's own words came first
                self.problems += error.problems
            return self.step(inputs, types, layer=layer, outputs=outputs)

    def inferred(
        self, layer: Layer, inputs: Mapping[str, tuple[PortRef, ...]], types: Mapping[str, tuple[TensorType, ...]]
    ) -> Step:
        if layer.kind() == "Input":
            known = self.input_type(layer)
            return self.with_init(self.step(inputs, types, layer=layer, outputs={"output": known} if known else {}))
        for port in layer.inputs:
            self.problems += [found for tensor in types.get(port.name, ()) if (found := port.problem(tensor))]
        if not errors(self.problems):
            self.problems += [self.with_flatten(problem, inputs, types) for problem in layer.expects(Received(types))]
        if not errors(self.problems):
            self.problems += self.class_problems(layer, inputs, types)
        if any(problem.severity == "error" and problem.code != "axis_is_batch" for problem in self.problems):
            return self.step(inputs, types, layer=layer)
        constructor = layer.constructor(Received(types))
        inference = self.page.shapes.infer(layer, constructor, types, self.wired)
        owns = self.node.role != "share"
        step = self.step(
            inputs,
            types,
            layer=layer,
            outputs=inference.outputs,
            constructor=constructor,
            parameters=inference.parameters if owns else {},
            buffers=inference.buffers if owns else {},
            flops=inference.flops,
        )
        return self.with_init(step)

    def role_problems(self) -> Iterator[Problem]:
        """What is wrong with the place of a loss, and with a node that shares another's layer."""
        shared = self.used if self.node.role == "share" else None
        kind = self.page.interfaces.kind(self.used)
        if kind is not None and issubclass(kind, LossLayer) and self.page.name != MAIN:
            yield Problem("loss_in_block", {"received": kind.kind()})
        if self.node.repeat != 1 and self.node.role in ("kind", "code"):
            yield Problem("repeat_alone", {"received": self.node.repeat}, parameter="repeat")
        if shared is None:
            return
        if self.node.repeat != 1:
            yield Problem("share_own", {"name": "repeat", "expected": shared.id}, parameter="repeat")
        if kind is not None and (issubclass(kind, LossLayer) or shared.of in ("Input", "Output")):
            yield Problem("share_kind", {"received": shared.of})
        for name, given in (("params", self.node.params), ("init", self.node.init), ("tie", self.node.tie)):
            if given:
                yield Problem("share_own", {"name": name, "expected": shared.id}, parameter=name)
        if self.node.frozen:
            yield Problem(
                "share_own", {"name": "frozen", "expected": shared.id}, severity="warning", parameter="frozen"
            )

    def class_problems(
        self, layer: Layer, inputs: Mapping[str, tuple[PortRef, ...]], types: Mapping[str, tuple[TensorType, ...]]
    ) -> Iterator[Problem]:
        """A problem where the data has more classes than the loss gets scores; torch would fail in the middle."""
        if not isinstance(layer, LossLayer) or not layer.compares_classes or len(types["input"][0].shape) < 2:
            return
        giver = self.steps[inputs["target"][0].node]
        column = self.page.columns.get(str(giver.node.params.get("column", ""))) if giver.is_input else None
        scores = types["input"][0].shape[1]
        if column is None or column.classes is None or not isinstance(scores, int) or types["target"][0].is_floating:
            return
        if scores < column.classes:
            arguments = {"expected": column.classes, "column": column.name, "received": scores}
            last = self.steps[inputs["input"][0].node]
            can_grow = last.node.role == "kind" and last.kind == "Linear"
            remedies = (change("out_features", column.classes, last.id),) if can_grow else ()
            yield Problem("classes_too_few", arguments, port="input", remedies=remedies)

    def with_flatten(
        self,
        problem: Problem,
        inputs: Mapping[str, tuple[PortRef, ...]],
        types: Mapping[str, tuple[TensorType, ...]],
    ) -> Problem:
        """The same problem with a Flatten offered, where scores came for each row of a picture that has one class."""
        if problem.code != "target_classes" or len(types["target"][0].shape) > 1:
            return problem
        last = self.steps[inputs["input"][0].node]
        is_linear = last.node.role == "kind" and last.kind == "Linear"
        if not is_linear or len(last.received["input"][0].shape) <= 2:
            return problem
        return replace(problem, remedies=(*problem.remedies, insert_before("Flatten", "input", [last.id])))

    def with_init(self, step: Step) -> Step:
        """Adds what is wrong with init, which needs the parameters to be known."""
        found = list(init_problems(self.node.init, step.parameters))
        if not found:
            return step
        return replace(step, problems=(*step.problems, *(problem.at(self.node.id) for problem in found)))

    def step(
        self,
        inputs: Mapping[str, tuple[PortRef, ...]],
        types: Mapping[str, tuple[TensorType, ...]],
        **known: Any,
    ) -> Step:
        problems = tuple(problem.at(self.node.id) for problem in self.problems)
        shared = self.used if self.node.role == "share" and self.node.of in self.page.graph.nodes else None
        return Step(self.node, inputs, types, self.wired, problems=problems, shared=shared, **known)

    def code_problems(self) -> Iterator[Problem]:
        """What stands in the way of running own code: above all, that nobody has trusted it."""
        name = self.used.of
        if self.used.role == "code" and name in self.page.project.codes:
            yield from self.page.project.own_codes.problems[name]
            if not self.page.project.is_trusted(name):
                yield Problem("code_untrusted", {"received": name})

    def unknown(self) -> list[Problem]:
        node = self.node
        if node.role == "code" and (found := list(self.code_problems())):
            return found
        if node.role == "kind":
            by_lower = {kind.lower(): kind for kind in self.page.kinds}  # `Relu` means ReLU
            near = get_close_matches(node.of.lower(), by_lower, n=1)
            return [Problem("kind_unknown", {"received": node.of, "suggestion": by_lower[near[0]] if near else ""})]
        code = {"block": "block_unknown", "code": "code_unknown", "share": "share_unknown"}[node.role]
        return [Problem(code, {"received": node.of})]

    def inputs(self, interface: Interface) -> dict[str, tuple[PortRef, ...]]:
        """The sources by port, in order; edges that lead nowhere are reported and left out."""
        found: dict[str, list[PortRef]] = {}
        for edge in in_port_order(self.page.graph.into(self.node.id), self.page.graph, self.page.interfaces):
            port = interface.input(edge.target.port)
            if port is None or (edge.target.index is not None and not port.variadic):
                arguments = {"expected": [port.name for port in interface.inputs], "received": str(edge.target)}
                self.problems.append(Problem("edge_port_unknown", arguments, port=edge.target.port))
                continue
            source = self.source(edge)
            if source is None:
                continue
            refs = found.setdefault(port.name, [])
            if edge.target.index is not None and edge.target.index != len(refs):
                self.problems.append(Problem("variadic_gap", {"name": port.name, "index": len(refs)}, port=port.name))
            refs.append(source)
        return {port.name: tuple(found[port.name]) for port in interface.inputs if port.name in found}

    def source(self, edge: Edge) -> PortRef | None:
        """The output that feeds this edge, if there is one that may."""
        giver = self.page.graph.nodes.get(edge.source.node)
        if giver is None:
            self.problems.append(Problem("edge_node_unknown", {"received": str(edge)}))
            return None
        offered = self.page.interfaces.of(giver, self.page.graph)
        if offered is None:  # the giver says itself that it is not known
            return edge.source
        name = offered.output(edge.source.port)
        if name is None:
            arguments = {"expected": [f"{giver.id}.{port}" for port in offered.outputs], "received": str(edge.source)}
            self.problems.append(Problem("edge_port_unknown", arguments, port=edge.target.port))
            return None
        kind = self.page.kinds.get(giver.of) if giver.role == "kind" else None
        if kind is not None and issubclass(kind, LossLayer):
            self.problems.append(Problem("edge_from_loss", {"received": giver.id}, port=edge.target.port))
        return PortRef(edge.source.node, name)

    def layer(self) -> Layer | None:
        """The kind with its parameters, or None and problems."""
        node = self.used
        kind = self.page.interfaces.kind(node)
        assert kind is not None  # its interface is known
        params: Mapping[str, Any] = node.params
        try:
            if self.page.names is not None:
                params = resolve(params, self.page.names)
            elif any(is_expression(value) for value in params.values()):
                name = next(name for name, value in params.items() if is_expression(value))
                raise ProblemError(Problem("expression_outside", {"text": params[name]}, parameter=name))
            return kind(**params)
        except ProblemError as error:
            self.problems += error.problems
            return None

    def missing_ports(self, interface: Interface, inputs: Mapping[str, tuple[PortRef, ...]]) -> bool:
        """Reports required inputs without an edge: an error where something depends on the node, else a warning."""
        if self.page.name != MAIN and self.node.role == "kind" and self.node.of == "Input":
            return False
        missing = [port for port in interface.inputs if port.required and port.name not in inputs]
        for port in missing:
            problem = Problem("port_unconnected", {"name": port.name}, port=port.name)
            self.problems.append(problem if self.node.id in self.page.needed else problem.as_warning())
        return bool(missing)

    def input_type(self, layer: Layer) -> TensorType | None:
        """The type of an Input: of its column, of the shape it was given, or of what enters the block.

        None for a block that is looked at by itself, since nothing enters it, and where the data has no columns at
        all: then its own problem is told.
        """
        values = layer.values
        if self.page.name != MAIN:
            entering = self.page.entering.get(self.node.id)
            if entering is not None:
                return entering
        column = values.get("column")
        if column and column in self.page.columns:
            found = self.page.columns[str(column)].type
        elif values.get("shape") is not None:
            shape: Any = values["shape"]
            found = TensorType((BATCH, *shape))
        elif self.page.name != MAIN or (column and not self.page.columns):
            return None
        elif column:
            near = get_close_matches(str(column), self.page.columns, n=1)
            arguments = {"expected": list(self.page.columns), "received": column, "suggestion": near[0] if near else ""}
            raise ProblemError(Problem("column_unknown", arguments, parameter="column"))
        else:
            raise ProblemError(Problem("input_untyped", parameter="column"))
        return replace(found, dtype=str(values["dtype"])) if values.get("dtype") else found

    def block_step(
        self, inputs: Mapping[str, tuple[PortRef, ...]], types: Mapping[str, tuple[TensorType, ...]], complete: bool
    ) -> Step:
        """Plans each copy of a block with what really enters it."""
        node, block = self.used, self.page.project.blocks[self.used.of]
        if node.of in self.page.inside:
            self.problems.append(Problem("block_recursive", {"received": node.of}))
            return self.step(inputs, types)
        values = self.block_values()
        if values is None or not complete:
            return self.step(inputs, types)
        if errors(self.problems):
            return self.step(inputs, types)
        interface = self.page.interfaces.of_block(block)
        if not interface.outputs:
            self.problems.append(Problem("block_no_output", {"received": node.of}))
            return self.step(inputs, types)
        if self.missing_ports(interface, inputs):
            return self.step(inputs, types)
        entering: dict[str, TensorType | None] = {port: found[0] for port, found in types.items()}
        copies: list[Plan] = []
        for _ in range(node.repeat):
            copies.append(self.copy(copies, values, entering))
            results = copies[-1].leaving
            if not results or node.repeat == 1:
                break
            if not interface.inputs:
                self.problems.append(Problem("block_not_repeatable", {"received": node.of}))
                break
            entering = {**entering, interface.inputs[0].name: next(iter(results.values()))}
        return self.with_init(self.step(inputs, types, copies=tuple(copies), outputs=copies[-1].leaving))

    def copy(self, before: list[Plan], values: Mapping[str, Any], entering: Mapping[str, TensorType | None]) -> Plan:
        """The plan of the next copy; the very same object where the one before received the same types."""
        if before and self.entered == entering:
            return before[-1]
        self.entered = dict(entering)
        return self.page.plan_block(self.used.of, values, entering, (*self.page.inside, self.used.of))

    def block_values(self) -> dict[str, Any] | None:
        """The block's parameters for this use: the given ones over the defaults."""
        block = self.page.project.blocks[self.used.of]
        try:
            given = resolve(self.used.params, self.page.names or {})
        except ProblemError as error:
            self.problems += error.problems
            return None
        for name in given:
            if name not in block.parameters:
                near = get_close_matches(name, block.parameters, n=1)
                arguments = {"name": name, "expected": list(block.parameters), "suggestion": near[0] if near else ""}
                self.problems.append(Problem("parameter_unknown", arguments, parameter=name))
            elif not block.parameters[name].takes(given[name]):
                arguments = {"name": name, "expected": block.parameters[name].type, "received": repr(given[name])}
                self.problems.append(Problem("parameter_type", arguments, parameter=name))
                return None
        return {name: given.get(name, parameter.default) for name, parameter in block.parameters.items()}
