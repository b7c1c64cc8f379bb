"""All codes of a project together: the kinds that they are, and what stands in the way of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.layers.catalogue import catalogue
from engine.layers.layer import Layer
from engine.own_code.reading import OwnCode, clashes, fingerprint, read_code
from engine.problem import Problem


@dataclass(frozen=True)
class OwnCodes:
    """The codes of a project, read; the empty one for a project without."""

    codes: Mapping[str, OwnCode]
    kinds: Mapping[str, type[Layer]]
    problems: Mapping[str, tuple[Problem, ...]]

    def __hash__(self) -> int:
        return hash(tuple(self.codes))


def read_codes(texts: Mapping[str, str]) -> OwnCodes:
    """Reads the codes of a project, by name. Nothing is run."""
    return _read_codes(tuple(texts.items()))


@lru_cache(maxsize=64)
def _read_codes(texts: tuple[tuple[str, str], ...]) -> OwnCodes:
    codes = {name: read_code(name, text) for name, text in texts}
    problems = {name: code.problems for name, code in codes.items()}
    for name, problem in clashes(codes.values(), reserved_names()):
        problems[name] = (*problems[name], problem)
    return OwnCodes(codes, {name: code.kind for name, code in codes.items() if code.kind is not None}, problems)


@lru_cache(maxsize=1)
def reserved_names() -> frozenset[str]:
    """What code may not define: torch, the kinds of the catalogue, and the classes that are printed beside it."""
    helpers = {name for kind in catalogue().values() for name in kind.helpers}
    return frozenset({"torch", "nn", *catalogue(), *helpers})


def untrusted(texts: Iterable[str], trusted: frozenset[str]) -> list[str]:
    """The texts that nobody has trusted yet."""
    return [text for text in texts if fingerprint(text) not in trusted]
