"""Older files become today's: one function for each step of the version, each with an old file in the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

VERSION = 1

Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Migration] = {}  # version -> what turns a file of it into one of the next


def migrate(value: dict[str, Any]) -> dict[str, Any]:
    """The content of a file, in the form of the newest version."""
    for version in range(value["version"], VERSION):
        value = MIGRATIONS[version](value)
    return value
