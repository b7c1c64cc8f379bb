"""Prints a plan as PyTorch: one class a block, and the network as the last one.

The text is what trains and what is exported; nothing else describes the network. `forward` computes what the Output
nodes need, `loss` holds the target side. Only checked ids and the `repr` of checked values get into the text.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection

from engine.compiler.block_classes import Use, merged, uses_of_blocks
from engine.compiler.init import init_lines
from engine.compiler.names import Names
from engine.compiler.own.printing import OwnTexts
from engine.compiler.plan import Plan, Step
from engine.compiler.printed import Source
from engine.graph.expressions import expressions_in
from engine.graph.graph import PortRef
from engine.graph.ordering import ancestors
from engine.graph.ties import tie_target
from engine.layers.helper_text import helper_source
from engine.layers.layer import Arguments, Received
from engine.layers.tensor_type import TensorType
from engine.problem import Problem, ProblemError, errors

INDENT = "    "


def generate(plan: Plan) -> Source:
    """The source text of a plan. Raises ProblemError with every error where the graph is not right."""
    wrong = errors(problem for problem in plan.all_problems if _is_in_the_way(problem, plan))
    if wrong:
        raise ProblemError(*wrong)
    if not plan.needed:
        raise ProblemError(Problem("nothing_to_compute"))
    return _Module(plan).source()


def _is_in_the_way(problem: Problem, plan: Plan) -> bool:
    return problem.node is None or problem.node.partition(".")[0] in plan.held


class _Module:
    """Prints the whole text."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.constructions: dict[int, str] = {}  # by the id of a block's plan
        self.names: set[str] = {"torch", "nn"}
        self.blocks: list[list[tuple[str, str]]] = []
        helpers = dict.fromkeys(
            name for leaf in plan.leaves if leaf.held and leaf.step.layer for name in leaf.step.layer.helpers
        )
        self.helpers, self.own = list(helpers), OwnTexts(plan)
        self.names |= {*helpers, *self.own.names}

    def source(self) -> Source:
        plan = self.plan
        self.print_blocks()
        class_name = self.class_name(plan.name or "Network")
        page = _Page(self, plan)
        body = page.network_class(class_name)
        lines = [(line, "") for line in self.header(class_name, page)]
        for helper in self.helpers:
            lines += [("", ""), ("", ""), *((line, "") for line in helper_source(helper).splitlines())]
        lines += [(line, "") for line in self.own.printed(after=len(lines))]
        for block in [*self.blocks, body]:
            lines += [("", ""), ("", ""), *block]
        return Source(
            text="\n".join(line for line, _ in lines) + "\n",
            class_name=class_name,
            forward_inputs=tuple(page.forward_inputs),
            returned=tuple(page.returned),
            crossing=tuple(page.crossing),
            handed=tuple(page.handed),
            trunk=page.trunk,
            loss_inputs=tuple(page.loss_inputs),
            has_loss=bool(plan.losses),
            lines={number: address for number, (_, address) in enumerate(lines, 1) if address},
            own_lines=self.own.lines,
        )

    def header(self, class_name: str, page: _Page) -> list[str]:
        lines = [f'"""{class_name}, drawn with Chainrule. It needs torch alone.', ""]
        call = f"network({', '.join(page.forward_inputs)})"
        lines += [f"    network = {class_name}()", f"    outputs = {call}"]
        if self.plan.losses:
            trunk = f"network.{page.trunk}({', '.join(page.forward_inputs)})" if page.trunk else call
            lines += [f"    values = {trunk}"] if page.trunk else []
            given = "values" if page.trunk else "outputs"
            many = page.handing_count > 1
            values = [f"{given}[{place}]" if many else given for place in page.handed]
            lines += [f"    loss = network.loss({', '.join([*values, *page.loss_inputs])})"]
        return [*lines, '"""', "", "import torch", "from torch import nn"]

    def class_name(self, wanted: str) -> str:
        """A class name near to what was wanted: `Two moons` becomes `TwoMoons`."""
        words = re.findall(r"[A-Za-z0-9]+", wanted)
        name = "".join(word[0].upper() + word[1:] for word in words)[:64] or "Network"
        if not name[0].isalpha():
            name = "Network" + name
        if keyword.iskeyword(name):
            name += "Network"
        stem, number = name, 1
        while name in self.names:
            number += 1
            name = f"{stem}{number}"
        self.names.add(name)
        return name

    def print_blocks(self) -> None:
        """Prints the class of every block; now and then a block needs several."""
        ids = {id for leaf in self.plan.leaves for id in leaf.address.split(".")}
        for plans in uses_of_blocks(self.plan):
            for one in merged([self.use(plan, len(plans) == 1) for plan in plans], self.names | ids):
                name = self.class_name(plans[0].name)
                self.blocks.append([(f"class {name}(nn.Module):", ""), *one.lines])
                self.constructions |= {plan: f"{name}({arguments})" for plan, arguments in one.arguments.items()}

    def use(self, plan: Plan, is_alone: bool) -> Use:
        """A block as it is used once; where it has other uses, what its parameters decide is printed in any case."""
        page = _Page(self, plan)
        page.is_spelled_out = not is_alone
        commented = page.block_class()
        page.has_comments = False
        return Use(plan, tuple(page.block_class()), tuple(commented))


class _Page:
    """Prints the class of one page."""

    def __init__(self, module: _Module, plan: Plan) -> None:
        self.module, self.plan = module, plan
        self.has_comments, self.is_spelled_out = True, False
        self.steps = [step for step in plan.steps if step.id in plan.needed]
        self.held_steps = [step for step in plan.steps if step.id in plan.held]
        self.returned = list(plan.forward)
        trunk_side = ancestors(plan.graph, [ref.node for ref in self.returned])
        self.forward_steps = [step for step in self.steps if step.id in trunk_side]
        self.loss_steps = [step for step in self.steps if step.id not in trunk_side]
        self.forward_inputs = [step.id for step in self.forward_steps if step.is_input]
        self.crossing: list[PortRef] = []
        self.loss_inputs: list[str] = []
        self._find_crossing(trunk_side)
        origins = [self._origin(ref) for ref in self.returned]
        ids = {step.id for step in plan.steps}
        self.trunk = "" if set(self.crossing) <= set(origins) else _free("trunk", ids)
        self.initialize = _free("initialize", ids)
        handing = self.crossing_or_returned() if self.trunk else origins
        self.handed = [handing.index(ref) for ref in self.crossing]
        self.handing_count = len(handing)

    def _find_crossing(self, trunk_side: set[str]) -> None:
        """What the target side needs from forward's side, and the Inputs that it takes itself."""
        crossing: dict[PortRef, None] = {}
        inputs: dict[str, None] = {}
        for step in self.loss_steps:
            if step.is_input:
                inputs[step.id] = None
            for refs in step.inputs.values():
                for ref in map(self._origin, refs):
                    if ref.node not in trunk_side:
                        continue
                    if self.plan.by_id[ref.node].is_input:
                        inputs[ref.node] = None
                    else:
                        crossing[ref] = None
        order = [self._origin(ref) for ref in self.returned if self._origin(ref) in crossing]
        self.crossing = list(dict.fromkeys([*order, *crossing]))
        ranks = {step.id: rank for rank, step in enumerate(self.plan.steps)}
        self.loss_inputs = sorted(inputs, key=ranks.__getitem__)

    def _origin(self, ref: PortRef) -> PortRef:
        """The value itself, where an Output only passes it on."""
        step = self.plan.by_id[ref.node]
        return self._origin(step.inputs["input"][0]) if step.is_output else ref

    # ------------------------------------------------------------------ classes

    def network_class(self, name: str) -> list[tuple[str, str]]:
        lines = self.block_head(name, is_network=True)
        if self.trunk:
            lines += self.method(self.trunk, self.forward_inputs, self.forward_steps, self.crossing_or_returned())
            lines += self.thin_forward()
        else:
            lines += self.method("forward", self.forward_inputs, self.forward_steps, self.returned)
        if self.plan.losses:
            lines += self.loss_method()
        return lines

    def block_class(self) -> list[tuple[str, str]]:
        names = sorted(step.id for step in self.plan.steps if step.is_input)
        return self.block_head("Block", is_network=False) + self.method(
            "forward", names, self.forward_steps, self.returned
        )

    def crossing_or_returned(self) -> list[PortRef]:
        """What the trunk returns: first what crosses to the loss, then what forward returns besides."""
        return list(dict.fromkeys([*self.crossing, *map(self._origin, self.returned)]))

    def thin_forward(self) -> list[tuple[str, str]]:
        names = Names({step.id for step in self.steps} | {"self"})
        given = self.crossing_or_returned()
        bound = [names.bind(ref, self.wanted(ref)) for ref in given]
        origins = [self._origin(ref) for ref in self.returned]
        bound = [name if ref in origins else "_" for name, ref in zip(bound, given, strict=True)]
        result = ", ".join(names.of(ref) for ref in origins)
        return [
            ("", ""),
            (f"{INDENT}def forward({', '.join(['self', *self.forward_inputs])}):", ""),
            (f"{INDENT * 2}{', '.join(bound)} = self.{self.trunk}({', '.join(self.forward_inputs)})", ""),
            (f"{INDENT * 2}return {result}", ""),
        ]

    def block_head(self, name: str, is_network: bool) -> list[tuple[str, str]]:
        lines = [(f"class {name}(nn.Module):", ""), (f"{INDENT}def __init__(self):", "")]
        lines.append((f"{INDENT * 2}super().__init__()", ""))
        for step in self.held_steps:
            lines += self.construction(step)
        for step in self.held_steps:
            lines += self.ties(step)
        started = self.started()
        frozen = [
            (f"{INDENT * 2}{self.module_text(step.id)}.requires_grad_(False)", step.id)
            for step in self.held_steps
            if step.node.frozen and self.holds_parameters(step)
        ]
        if is_network:
            return lines + started + frozen
        if started:
            started = [("", ""), (f"{INDENT}def {self.initialize}(self):", ""), *started]
        return lines + frozen + started

    def holds_parameters(self, step: Step) -> bool:
        return step.node.role != "share" and step.parameter_count > 0

    def construction(self, step: Step) -> list[tuple[str, str]]:
        text = self.constructor(step) if step.node.role != "share" else None
        if text is None:
            lines = []
        elif step.id == "loss":  # the name of a method of ours: nn.Module would refuse it as an attribute
            lines = [(f'{INDENT * 2}self._modules["loss"] = {text}', step.id)]
        else:
            lines = [(f"{INDENT * 2}self.{step.id} = {text}", step.id)]
        return lines

    def ties(self, step: Step) -> list[tuple[str, str]]:
        """The lines that make parameters one: after all constructions, since a tie may lead to a later layer."""
        module = self.module_text(step.id)
        nodes = {one.id: one.node for one in self.plan.steps} if step.node.tie else {}
        targets = {name: tie_target(nodes, f"{step.id}.{name}") for name in step.node.tie}
        return [(f"{INDENT * 2}{module}.{name} = {self.path_text(path)}", step.id) for name, path in targets.items()]

    def constructor(self, step: Step) -> str | None:
        if not step.copies and step.layer is not None and self.is_spelled_out:
            expressions = [name for name, value in step.node.params.items() if next(expressions_in(value), "")]
            return step.layer.spelled_out(Received(step.received), expressions)
        if not step.copies:
            return step.constructor
        copies = [self.module.constructions[id(copy)] for copy in step.copies]
        if not step.is_repeated:
            return copies[0]
        if len(set(copies)) == 1:
            return f"nn.ModuleList([{copies[0]} for _ in range({len(copies)})])"
        return f"nn.ModuleList([{', '.join(copies)}])"

    def started(self) -> list[tuple[str, str]]:
        """The lines that start parameters otherwise than torch does, in order."""
        lines: list[tuple[str, str]] = []
        for step in self.held_steps:
            target = self.module_text(step.id)
            for name in [name for name in step.parameters if name in step.node.init]:
                started = init_lines(f"{target}.{name}", step.node.init[name])
                lines += [(INDENT * 2 + line, step.id) for line in started]
            pages = [_Page(self.module, copy) for copy in step.copies] if step.node.role != "share" else []
            if any(page.started() for page in pages):
                each = [f"{target}[{n}]" for n in range(len(step.copies))] if step.is_repeated else [target]
                lines += [(f"{INDENT * 2}{one}.{pages[0].initialize}()", step.id) for one in each]
        return lines

    def module_text(self, node: str) -> str:
        return 'self._modules["loss"]' if node == "loss" else f"self.{node}"

    def path_text(self, path: str) -> str:
        head, _, tail = path.partition(".")
        parts = [f"[{part}]" if part.isdigit() else f".{part}" for part in tail.split(".")]
        return self.module_text(head) + "".join(parts)

    # ------------------------------------------------------------------ methods

    def method(
        self, name: str, arguments: list[str], steps: list[Step], returned: list[PortRef]
    ) -> list[tuple[str, str]]:
        names = Names({step.id for step in self.plan.steps} | {"self"})
        lines = [("", ""), (f"{INDENT}def {name}({', '.join(['self', *arguments])}):", "")]
        for argument in arguments:
            names.bind(PortRef(argument, "output"), argument)
        lines += self.body(steps, names)
        return [*lines, (f"{INDENT * 2}return {', '.join(names.of(ref) for ref in returned)}", "")]

    def loss_method(self) -> list[tuple[str, str]]:
        names = Names({step.id for step in self.plan.steps} | {"self"})
        arguments = [names.bind(ref, self.wanted(ref)) for ref in self.crossing]
        for node in self.loss_inputs:
            arguments.append(names.bind(PortRef(node, "output"), node))
        for step in self.forward_steps:
            origin = self._origin(PortRef(step.id, "output")) if step.is_output else None
            if origin is not None and (origin in self.crossing or origin.node in self.loss_inputs):
                names.alias(PortRef(step.id, "output"), origin)
        lines = [("", ""), (f"{INDENT}def loss({', '.join(['self', *arguments])}):", "")]
        lines += self.body(self.loss_steps, names)
        terms = []
        for loss in self.plan.losses:
            layer = self.plan.by_id[loss].layer
            weight = layer.values["loss_weight"] if layer is not None else 1.0
            value = names.of(PortRef(loss, "output"))
            terms.append(value if weight == 1 else f"{weight!r} * {value}")
        return [*lines, (f"{INDENT * 2}return {' + '.join(terms)}", "")]

    def shape_comment(self, tensor: TensorType | None) -> str:
        if tensor is None or not self.has_comments:
            return ""
        return f"  # {' x '.join(str(dim) for dim in tensor.shape) or 'scalar'}"

    def wanted(self, ref: PortRef) -> str:
        """The name a value should have: its node's id, with the port where that is not the first."""
        first = next(iter(self.plan.by_id[ref.node].outputs), "")
        return ref.node if ref.port == first else f"{ref.node}_{ref.port}"

    def body(self, steps: list[Step], names: Names) -> list[tuple[str, str]]:
        lines: list[tuple[str, str]] = []
        for step in steps:
            if step.is_input:
                continue
            if step.is_output:
                names.alias(PortRef(step.id, "output"), step.inputs["input"][0])
                continue
            lines += self.block_call(step, names) if step.copies else self.layer_call(step, names)
        return lines

    def layer_call(self, step: Step, names: Names) -> list[tuple[str, str]]:
        assert step.layer is not None
        texts = {port: tuple(names.of(ref) for ref in refs) for port, refs in step.inputs.items()}
        arguments = Arguments(texts, step.received)
        call = step.layer.call(self.module_text(step.owner), arguments, step.wired)
        first = step.layer.outputs[0]
        bound = {
            port: names.bind(PortRef(step.id, port), step.id if port == first else f"{step.id}_{port}")
            if port in step.wired or port == first or PortRef(step.id, port) in self.returned
            else "_"
            for port in step.layer.outputs
        }
        comment = self.shape_comment(step.outputs.get(first))
        return [(f"{INDENT * 2}{step.layer.unpack.format(**bound)} = {call}{comment}", step.id)]

    def block_call(self, step: Step, names: Names) -> list[tuple[str, str]]:
        ports = sorted(entry.id for entry in step.copies[0].steps if entry.is_input)
        given = [names.of(step.inputs[port][0]) for port in ports]
        outputs = [ref.node for ref in step.copies[0].forward]
        bound = [names.bind(PortRef(step.id, port), step.id if port == outputs[0] else f"{step.id}_{port}")
                 for port in outputs]  # fmt: skip
        module = self.module_text(step.owner)
        comment = self.shape_comment(step.outputs.get(outputs[0]))
        if not step.is_repeated:
            return [(f"{INDENT * 2}{', '.join(bound)} = {module}({', '.join(given)}){comment}", step.id)]
        block = names.fresh("block")
        again = ", ".join([bound[0], *given[1:]])
        return [
            (f"{INDENT * 2}{bound[0]} = {given[0]}", step.id),
            (f"{INDENT * 2}for {block} in {module}:", step.id),
            (f"{INDENT * 3}{', '.join(bound)} = {block}({again}){comment}", step.id),
        ]


def _free(wanted: str, taken: Collection[str]) -> str:
    """A name for a method of ours that no node bears."""
    while wanted in taken:
        wanted += "_values"
    return wanted
