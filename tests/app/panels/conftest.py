"""A document with the opening example, and its plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.session.document import Document
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.project.reader import read_file
from engine.project.templates import FIRST, find_template


@pytest.fixture
def document(qapp: QApplication) -> Iterator[Document]:
    project = read_file(find_template(FIRST).path).project
    assert project is not None
    made = Document(project)
    yield made
    made.deleteLater()


@pytest.fixture
def plan(document: Document) -> Plan:
    return Planner().plan(document.project)
