"""The sheet on which a subject is drawn: a scene of its own, in a theme of its own, that paints on any device."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from app.canvas.annotation_items import AnyItem, CommentItem, FrameItem
from app.canvas.edge_item import EdgeItem
from app.canvas.node_item import NodeItem
from app.canvas.pulse_item import PulseItem
from app.canvas.scene import GraphScene
from app.figures.subject import Staged, Subject, Trained
from app.session.document import Document
from app.theatre.board import StageBoard
from app.theatre.narration import Narrator
from app.theatre.rows import RowMaker
from app.theme.tokens import Theme
from app.translation import problem_message
from engine.backprop.moments import Moment, Phase
from engine.problem import Problem


class Words(NamedTuple):
    """What is said of a moment: `Backward, step 4 of 5`, what happens, and why the step ends here, if it does."""

    phase: Phase | None = None
    heading: str = ""
    sentence: str = ""
    problem: str = ""


class Sheet:
    """A subject as items. `close` gives them back; until then the sheet is to be used in the window's thread only."""

    def __init__(self, subject: Subject, theme: Theme, is_hall: bool = False) -> None:
        self.subject, self.theme = subject, theme
        self._document = Document(subject.project)
        self.scene = GraphScene(self._document, subject.page, theme, on_paper=True)
        self.scene.set_titles(subject.titles)
        self.scene.set_plan(subject.plan)
        self.board: StageBoard | None = None
        self._narrator: Narrator | None = None
        if subject.trained is not None:
            self._show_training(subject.trained)
        if subject.staged is not None:
            self._set_stage(subject.staged, is_hall)

    def close(self) -> None:
        """Gives the scene back to Qt; nothing of it may be used any more."""
        self.board = self._narrator = None
        self.scene.deleteLater()
        self._document.deleteLater()

    def _show_training(self, trained: Trained) -> None:
        self.scene.set_training(True)
        for node, item in self.scene.item_for_node.items():
            item.set_heat(trained.nodes.get(node))
            item.history.extend(trained.histories.get(node, ()))
            item.set_words(trained.words.get(node, ""))
        for target, edge in self.scene.item_for_edge.items():
            edge.set_heat(trained.edges.get(target))

    def _set_stage(self, staged: Staged, is_hall: bool) -> None:
        self.scene.set_staged(True)
        maker = RowMaker(self.theme, staged.sample)
        self.board = StageBoard(self.scene, staged.step, self.subject.plan, maker, is_hall)
        self._narrator = Narrator(staged.step, self.subject.plan, self.title_of, staged.sample)
        self.show(staged.position)

    # ------------------------------------------------------------------ the step

    @property
    def moments(self) -> tuple[Moment, ...]:
        return self.subject.staged.step.moments if self.subject.staged is not None else ()

    def moment(self, position: int) -> Moment | None:
        """The moment that came last at a position; None at the beginning."""
        return self.moments[position - 1] if position else None

    def show(self, position: int) -> None:
        """Shows the step after so many moments."""
        staged = self.subject.staged
        if self.board is not None and staged is not None:
            self.board.show(position, staged.covered)

    def focus(self, position: int, tallest: float) -> QRectF | None:
        """Where something happens at a position, in the scene: a card, or of one that is taller than that its news.

        None at the beginning. The sheet has to be shown there.
        """
        present = self.moment(position)
        item = self.scene.item_for_node.get(present.address.partition(".")[0]) if present is not None else None
        if present is None or item is None:
            return None
        body = item.scene_body
        if body.height() <= tallest or self.board is None or item.stage is None:
            return body
        due = self.board.rows_at(item.node)
        news = [
            row
            for one, row in zip(due, item.stage.rows, strict=True)
            if (one.phase, one.address) == (present.phase, present.address)
        ]
        if news:
            top, bottom = news[0].top, news[-1].top + news[-1].height
            body = QRectF(body.left(), body.top() + top, body.width(), bottom - top)
        return body

    def paths(self, position: int) -> list[QPainterPath]:
        """The ways along which the moment after a position is reached."""
        if self.board is None or position >= len(self.moments):
            return []
        return [edge.path for edge in self.board.edges_of(self.moments[position])]

    def words(self, position: int) -> Words:
        """What is said at a position; nothing off the stage."""
        staged = self.subject.staged
        if self._narrator is None or staged is None:
            return Words()
        present = self.moment(position)
        if present is None:
            return Words(None, self._narrator.heading(None, (0, 0)), self._narrator.sentence(None))
        own = [place for place, moment in enumerate(self.moments) if moment.phase == present.phase]
        heading = self._narrator.heading(present, (own.index(position - 1) + 1, len(own)))
        sentence = self._narrator.sentence(present)
        if present in staged.covered:
            title = self.title_of(present.address.partition(".")[0])
            sentence = QCoreApplication.translate("Theatre", "what will {node} show?").format(node=title)
        problem = staged.step.problem if position == len(self.moments) else None
        return Words(present.phase, heading, sentence, self._told(problem) if problem is not None else "")

    def _told(self, problem: Problem) -> str:
        """Why a step ends before its end."""
        place = f"{self.title_of(problem.node)}: " if problem.node else ""
        return f"{place}{problem_message(problem)}"

    def title_of(self, node: str) -> str:
        """What a node is called on its card."""
        found = self.subject.project.graph.nodes.get(node)
        return found.title or found.id if found is not None else node

    # ------------------------------------------------------------------ painting

    @property
    def extent(self) -> QRectF:
        """The cards and the ways of edges; ports, borders and shadows stand a little out of it."""
        extent = self.scene.extent
        for edge in self.scene.item_for_edge.values():
            extent |= edge.path.boundingRect()
        return extent

    def paint(self, painter: QPainter, seen: QRectF | None = None) -> None:
        """Paints all items in the coordinates of the scene; with `seen` those alone that reach into it."""
        annotations = sorted(self.scene.annotations.items.values(), key=lambda item: item.zValue())
        shown = [item for item in annotations if item.isVisible()]
        for frame in (item for item in shown if isinstance(item, FrameItem)):
            _paint(painter, frame, seen)
        for edge in self.scene.item_for_edge.values():
            _paint(painter, edge, seen)
        for comment in (item for item in shown if isinstance(item, CommentItem)):
            _paint(painter, comment, seen)
        for node in self.scene.item_for_node.values():
            _paint(painter, node, seen)

    def paint_pulse(self, painter: QPainter) -> None:
        """Paints the pulses over what is painted already."""
        if self.scene.pulse.isVisible():
            _paint(painter, self.scene.pulse, None)


def _paint(painter: QPainter, item: NodeItem | EdgeItem | PulseItem | AnyItem, seen: QRectF | None) -> None:
    if seen is None or seen.intersects(item.sceneBoundingRect()):
        painter.save()
        painter.translate(item.pos())
        item.paint(painter, QStyleOptionGraphicsItem())
        painter.restore()
