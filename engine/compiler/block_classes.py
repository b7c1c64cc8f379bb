"""One readable class for a block: what differs from use to use becomes an argument of its constructor.

Each use of a block is printed by itself, with every number in place, since only the shapes say what those are. Uses
whose texts differ in nothing but literals become one class. An argument bears the name of the block's parameter that
has these values in all uses, or torch's name for what follows from the shapes; a text of the block's page, such as
`channels * 4`, is printed as it stands there. So the class says no more and no less than the texts it was made from.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.compiler.plan import Plan
from engine.graph.expressions import evaluate, expressions_in
from engine.graph.ids import RESERVED
from engine.layers.layer import ModuleLayer, Received
from engine.problem import ProblemError

Line = tuple[str, str]  # a line of the text, and the node that it belongs to
Spot = tuple[int, int]  # a line of a class, and a token in it

CONSTANTS = ("True", "False", "None")
NEVER_ARGUMENTS = RESERVED | {"range", "super", "_"}
INDENT = "    "
HEAD = 3  # lines before the first of a constructor: class, def, super


@dataclass(frozen=True)
class Use:
    """A block as it is used with certain inputs and parameters: its class, with shape comments and without."""

    plan: Plan
    lines: tuple[Line, ...]
    commented: tuple[Line, ...]


@dataclass(frozen=True)
class BlockClass:
    """A class for some uses of a block: its lines behind the first, and the arguments of each use, by its plan's id."""

    lines: tuple[Line, ...]
    arguments: Mapping[int, str]


def uses_of_blocks(plan: Plan) -> Iterator[tuple[Plan, ...]]:
    """The plans of each block that the network holds, those of one block together, blocks inside others first."""
    plans: dict[str, dict[int, Plan]] = {}
    inside: dict[str, dict[str, None]] = {}
    _gather(plan, "", plans, inside)
    order: dict[str, None] = {}
    _place("", inside, order)
    return (tuple(plans[name].values()) for name in order if name)


def _gather(page: Plan, name: str, plans: dict[str, dict[int, Plan]], inside: dict[str, dict[str, None]]) -> None:
    for step in page.steps:
        if step.id not in page.held or step.node.role == "share":
            continue
        for copy in step.copies:
            inside.setdefault(name, {})[copy.name] = None
            known = plans.setdefault(copy.name, {})
            if id(copy) not in known:
                known[id(copy)] = copy
                _gather(copy, copy.name, plans, inside)


def _place(name: str, inside: Mapping[str, Mapping[str, None]], order: dict[str, None]) -> None:
    for inner in inside.get(name, {}):
        if inner not in order:
            _place(inner, inside, order)
    order[name] = None


def merged(uses: Sequence[Use], taken: Collection[str]) -> Iterator[BlockClass]:
    """The classes for all uses of a block: one, unless their texts differ in more than literals.

    An argument bears none of the names that are `taken`, since the text uses them.
    """
    groups: dict[tuple[object, ...], list[tuple[Use, list[list[_Token]]]]] = {}
    for use in uses:
        tokens = [_tokens(text) for text, _ in use.lines]
        form = tuple(token.text if not token.is_literal else None for line in tokens for token in [*line, _END])
        groups.setdefault(form, []).append((use, tokens))
    for group in groups.values():
        yield _Merging([use for use, _ in group], [tokens for _, tokens in group], taken).merged()


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    is_literal: bool


_END = _Token("\n", 0, 0, False)


def _tokens(text: str) -> list[_Token]:
    """The tokens of one line of generated text."""
    body = text.lstrip()
    shift = len(text) - len(body)
    found = []
    for token in tokenize.generate_tokens(io.StringIO(body).readline):
        is_literal = token.type in (tokenize.NUMBER, tokenize.STRING) or token.string in CONSTANTS
        if token.type in (tokenize.NUMBER, tokenize.STRING, tokenize.NAME, tokenize.OP):
            found.append(_Token(token.string, token.start[1] + shift, token.end[1] + shift, is_literal))
    return found


@dataclass
class _Merging:
    """Makes one class of uses whose texts differ in literals alone."""

    uses: list[Use]
    tokens: list[list[list[_Token]]]  # of each use, by line
    taken: Collection[str]
    names: dict[tuple[str, ...], str] = field(default_factory=dict)  # arguments by what they are in each use
    kept: dict[str, str] = field(default_factory=dict)  # arguments that other methods read, and the attribute

    def merged(self) -> BlockClass:
        lines = []
        for number, (plain, address) in enumerate(self.uses[0].lines):
            commented = {use.commented[number][0] for use in self.uses}
            text = commented.pop() if len(commented) == 1 else self.line(number, plain)
            lines.append((text, address))
        ids = list(self.names.values())
        if ids:
            lines[1] = (f"{INDENT}def __init__(self, {', '.join(ids)}):", "")
            lines[HEAD:HEAD] = [(f"{INDENT * 2}self.{name} = {argument}", "") for argument, name in self.kept.items()]
        calls = {
            id(use.plan): ", ".join(f"{name}={values[number]}" for values, name in self.names.items())
            for number, use in enumerate(self.uses)
        }
        return BlockClass(tuple(lines[1:]), calls)

    def line(self, number: int, text: str) -> str:
        """A line with an argument, or an expression of arguments, in place of each literal that differs."""
        parts, end = [], 0
        for place, token in enumerate(self.tokens[0][number]):
            values = tuple(tokens[number][place].text for tokens in self.tokens)
            if len(set(values)) > 1:
                parts += [text[end : token.start], self.told((number, place), values)]
                end = token.end
        return "".join([*parts, text[end:]])

    def told(self, spot: Spot, values: tuple[str, ...]) -> str:
        """What stands for a literal that has these values in the uses."""
        name = self.parameter(values) or self.names.get(values, "")
        if number_of_methods(self.uses[0].lines, spot[0]) > 1:
            name = name or self.new_name(spot, values)
            self.names.setdefault(values, name)
            return f"self.{self.kept.setdefault(name, self.attribute(name))}"
        if not name:
            expression = self.expression(values)
            if expression:
                before = self.tokens[0][spot[0]][spot[1] - 1].text
                return expression if before in ("(", ",", "=", "[") else f"({expression})"
            name = self.new_name(spot, values)
        self.names.setdefault(values, name)
        return name

    def parameter(self, values: tuple[str, ...]) -> str:
        """The block's parameter that has these values; empty where there is none."""
        for name in self.uses[0].plan.parameters:
            if self.is_free(name) and tuple(repr(use.plan.parameters[name]) for use in self.uses) == values:
                return name
        return ""

    def expression(self, values: tuple[str, ...]) -> str:
        """A text of the block's page that has these values, in parameters that become arguments; or empty."""
        for node in self.uses[0].plan.graph.nodes.values():
            for text in expressions_in(node.params):
                try:
                    found = tuple(repr(evaluate(text, use.plan.parameters)) for use in self.uses)
                except ProblemError:
                    continue
                if found == values and self.can_write(text):
                    return text[1:].strip()
        return ""

    def can_write(self, text: str) -> bool:
        """Whether every parameter in an expression is an argument, or becomes one here."""
        texts = {token.text for token in _tokens(text[1:].strip())}
        wanted = {
            tuple(repr(use.plan.parameters[name]) for use in self.uses): name
            for name in self.uses[0].plan.parameters
            if name in texts
        }
        if len(wanted) < len(texts & set(self.uses[0].plan.parameters)):
            return False  # two parameters that are always equal have become one
        if not all(self.is_free(name) and self.names.get(values, name) == name for values, name in wanted.items()):
            return False
        self.names |= wanted
        return True

    def new_name(self, spot: Spot, values: tuple[str, ...]) -> str:
        """A name for what is no parameter of the block: torch's for this argument, as far as it is free."""
        address = self.uses[0].lines[spot[0]][1] or "value"
        wanted = self.torchs_name(spot, address) or f"{address}_value"
        used = {*self.names.values(), *self.uses[0].plan.parameters}
        candidates = (wanted, f"{address}_{wanted}", *(f"{address}_{wanted}_{n}" for n in range(2, len(used) + 9)))
        return next(name for name in candidates if name not in used and self.is_free(name))

    def torchs_name(self, spot: Spot, address: str) -> str:
        """The keyword before a literal, or the name of its place in the call that constructs the layer."""
        line, place = self.tokens[0][spot[0]], spot[1]
        if place > 1 and line[place - 1].text == "=" and line[place - 2].text.isidentifier():
            return line[place - 2].text
        if place > 1 and line[place - 2].text == "range":
            return f"{address}_count"
        layer = self.uses[0].plan.by_id[address].layer if address in self.uses[0].plan.by_id else None
        if not isinstance(layer, ModuleLayer):
            return ""
        leading = layer.worked_out(Received(self.uses[0].plan.by_id[address].received))
        names = [*leading, *layer.positional]
        depth = commas = 0
        for token in line[:place]:
            depth += (token.text in "([") - (token.text in ")]")
            commas += token.text == "," and depth == 1
        return names[commas] if depth == 1 and commas < len(names) else ""

    def is_free(self, name: str) -> bool:
        return name.isidentifier() and not keyword.iskeyword(name) and name not in {*self.taken, *NEVER_ARGUMENTS}

    def attribute(self, argument: str) -> str:
        """Where an argument is kept: no node may have this id."""
        ids = {step.id for step in self.uses[0].plan.steps}
        name = argument
        while name in ids or name in self.kept.values():
            name += "_value"
        return name


def number_of_methods(lines: Sequence[Line], number: int) -> int:
    """How many methods begin in the lines up to this one: 1 inside the constructor."""
    return sum(text.startswith(f"{INDENT}def ") for text, _ in lines[: number + 1])
