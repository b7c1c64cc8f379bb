"""What the examples are called, and what they are, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.project.templates import Template, templates

CONTEXT = "Examples"
OFFERED = 3  # on an empty canvas


def first_examples() -> list[tuple[str, str]]:
    """Name and title of those with which to begin."""
    return [(template.name, example_title(template)) for template in templates()[:OFFERED]]


def example_title(template: Template) -> str:
    return QCoreApplication.translate(CONTEXT, template.title)


def example_description(template: Template) -> str:
    return QCoreApplication.translate(CONTEXT, template.description)
