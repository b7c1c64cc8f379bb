"""Computes a formula as it is written in LaTeX, with numbers for its symbols: so what is shown is what was done."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping


def computed(formula: str, numbers: Mapping[str, float]) -> float:
    """The value of the right side of a formula. Raises ValueError where it cannot be read to its end."""
    right_side = formula.partition(" = ")[2]
    symbols = "|".join(re.escape(symbol) for symbol in sorted(numbers, key=len, reverse=True))
    pattern = rf"{symbols}|\\left\(|\\right\)|\\[a-zA-Z]+|\\,|\d+|[-+^{{}},]"
    tokens = re.findall(pattern, right_side)
    if "".join(tokens).replace(" ", "") != right_side.replace(" ", ""):
        raise ValueError(f"cannot read {right_side} with {list(numbers)}")
    reader = _Reader([token for token in tokens if token not in ("\\,", "\\cdot")], numbers)
    value = reader.sum()
    if reader.tokens:
        raise ValueError(f"cannot read the end of {right_side}: {reader.tokens}")
    return value


class _Reader:
    """Sums of products of powers, from left to right; factors stand side by side."""

    def __init__(self, tokens: list[str], numbers: Mapping[str, float]) -> None:
        self.tokens, self.numbers = tokens, numbers

    def sum(self) -> float:
        total = 0.0
        sign = self._sign()
        while True:
            total += sign * self.product()
            if not self.tokens or self.tokens[0] not in "+-":
                return total
            sign = self._sign()

    def product(self) -> float:
        value = self.power()
        while self.tokens and self.tokens[0] not in ("+", "-", "}", ",", "\\right)"):
            value *= self.power()
        return value

    def power(self) -> float:
        base = self.factor()
        if self.tokens[:1] != ["^"]:
            return base
        self.take("^")
        return base ** self.group()

    def factor(self) -> float:
        token = self.tokens.pop(0)
        if token in self.numbers:
            return self.numbers[token]
        if token.isdigit():
            return float(token)
        match token:
            case "\\frac":
                return self.group() / self.group()
            case "\\sqrt":
                value = self.group()
                return math.sqrt(value) if value >= 0 else math.nan  # as torch
            case "\\left(":
                value = self.sum()
                self.take("\\right)")
                return value
            case "\\min" | "\\max":
                self.take("\\left(")
                first = self.sum()
                self.take(",")
                second = self.sum()
                self.take("\\right)")
                return min(first, second) if token == "\\min" else max(first, second)
        raise ValueError(f"unexpected {token} before {self.tokens}")

    def group(self) -> float:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def take(self, token: str) -> None:
        if self.tokens.pop(0) != token:
            raise ValueError(f"expected {token} before {self.tokens}")

    def _sign(self) -> int:
        return (-1 if self.tokens.pop(0) == "-" else 1) if self.tokens[0] in ("+", "-") else 1
