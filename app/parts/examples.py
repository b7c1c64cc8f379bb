"""What the examples are called, and what they are, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.project.templates import Template

CONTEXT = "Examples"


def example_title(template: Template) -> str:
    return QCoreApplication.translate(CONTEXT, template.title)


def example_description(template: Template) -> str:
    return QCoreApplication.translate(CONTEXT, template.description)
