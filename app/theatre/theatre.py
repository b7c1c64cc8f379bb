"""Puts the stage together: asks for a step, plays it on the canvas, says what happens, answers the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.canvas.view import GraphView
from app.session.checker import Checker
from app.session.document import Document
from app.session.rehearser import Rehearser
from app.theatre.board import StageBoard
from app.theatre.narration import Narrator
from app.theatre.player import Player
from app.theatre.questions import Questions
from app.theatre.rows import RowMaker
from app.theatre.sample_choice import SampleChoice
from app.theatre.stage_bar import StageBar
from app.theatre.why_card import WhyCard
from app.theme import Theme
from app.translation import problem_hint, problem_message
from engine.backprop.explanation import Place
from engine.problem import Problem, errors
from engine.project.project import MAIN

if TYPE_CHECKING:
    from app.canvas.stage import Row
    from engine.backprop.moments import Moment, ShownStep
    from engine.training.rehearsal import Samples

SOON = 120  # milliseconds after an edit, in which another one may come
DESK, HALL = 1.0, 1.5  # the scale of letters
HALL_ZOOM = 18 / 11  # at which the smallest letters of a card have the size that a hall needs


class Theatre(QObject):
    """The stage of a window. It is dark until `enter`, and follows the document while it is lit.

    `scene_changed` comes when another step, or another moment of it, is shown.
    """

    scene_changed = Signal()

    def __init__(
        self,
        document: Document,
        checker: Checker,
        rehearser: Rehearser,
        canvas: GraphView,
        bar: StageBar,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._checker, self._rehearser = document, checker, rehearser
        self._canvas, self._bar, self._theme = canvas, bar, theme
        self._is_lit = False
        self._is_hall = False
        self._at_step: int | None = None  # of a kept state; None for now
        self._step: ShownStep | None = None
        self._board: StageBoard | None = None
        self._narrator: Narrator | None = None
        self._predicts = False
        self._covered: frozenset[Moment] = frozenset()
        self._problems: tuple[Problem, ...] = ()
        self._choice = SampleChoice(checker, bar, lambda: self._step, self)
        self.card = WhyCard(theme, self.title_of, canvas)
        self.questions = Questions(rehearser, self.card, lambda: self._step is None or self._step.samples == 1, self)
        self.player = Player(parent=self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.rehearse)
        self._connect()

    def _connect(self) -> None:
        player, bar = self.player, self._bar
        player.moved.connect(self._on_moved)
        player.travelled.connect(self._on_travelled)
        player.playing_changed.connect(bar.show_playing)
        bar.back_wanted.connect(player.step_back)
        bar.play_wanted.connect(player.toggle)
        bar.forward_wanted.connect(player.step_forward)
        bar.timeline.position_wanted.connect(player.go_to)
        bar.timeline.phase_wanted.connect(player.go_to_phase)
        bar.speed_chosen.connect(self.set_speed)
        bar.predict_toggled.connect(self.set_predicting)
        bar.samples_wanted.connect(self._choice.ask)
        self._choice.changed.connect(self.rehearse)
        self._canvas.run_to_wanted.connect(lambda node: player.run_to(f"{self._canvas.graph_scene.prefix or ''}{node}"))
        self._canvas.element_chosen.connect(self._on_element)
        self._canvas.card_clicked.connect(self._on_card)
        self._canvas.page_shown.connect(self._on_page)
        self._canvas.stage_keys = self._keys()
        self._rehearser.rehearsed.connect(self._on_rehearsed)
        self._rehearser.failed.connect(self._on_failed)
        self._rehearser.busy_changed.connect(self._show_hint)
        self._checker.checked.connect(self._rehearse_soon)
        self._document.weights_changed.connect(self._rehearse_soon)
        self._document.changed.connect(self._on_changed)
        self._document.replaced.connect(self._on_replaced)

    def _keys(self) -> Mapping[Qt.Key, Callable[[], object]]:
        player, key = self.player, Qt.Key
        return {
            key.Key_Space: player.toggle,
            key.Key_Right: player.step_forward,
            key.Key_Left: player.step_back,
            key.Key_Down: player.go_to_next_phase,
            key.Key_Up: lambda: player.go_to_next_phase(backward=True),
            key.Key_Home: lambda: player.go_to(0),
            key.Key_End: lambda: player.go_to(len(player.moments)),
            key.Key_C: self.toggle_predicting,
            key.Key_R: self.reveal,
            key.Key_Escape: self.questions.close,
        }

    # ------------------------------------------------------------------ what is asked for

    @property
    def step(self) -> ShownStep | None:
        return self._step

    @property
    def is_hall(self) -> bool:
        """Whether letters are as large as a hall needs."""
        return self._is_hall

    @property
    def sample(self) -> int:
        """Which sample of the batch is shown."""
        return self._choice.shown

    @property
    def time(self) -> int | None:
        """The step of the training after which the network is looked at; None for now."""
        return self._at_step

    @property
    def samples_text(self) -> str:
        """Which samples these are, in words."""
        return self._choice.text

    @property
    def covered(self) -> frozenset[Moment]:
        """The moments whose numbers are covered."""
        return self._covered

    def enter(self, is_hall: bool) -> None:
        """Lights the stage, for a desk or for a hall; the step that was played stands where it stood."""
        was_lit, was_hall = self._is_lit, self._is_hall
        self._is_lit, self._is_hall = True, is_hall
        self._bar.set_scale(HALL if is_hall else DESK)
        self.card.set_scale(HALL if is_hall else DESK)
        self._bar.show()
        if not was_lit:
            self.rehearse()
            self._show()
            self._rehearser.warm_up()
        elif self._step is not None:
            self._stage(self._step)
            if was_hall and not is_hall:
                self._canvas.fit()  # the letters were larger than a desk needs
        self._canvas.setFocus()

    def take_over(self, former: Theatre) -> None:
        """Shows what another stage shows, whose window was made anew; before it is lit."""
        self._choice.take_over(former._choice)
        self._at_step = former._at_step
        self.set_speed(former.player.speed)
        self.set_predicting(former._predicts)

    def stand_at(self, step: ShownStep | None, position: int) -> None:
        """Shows a step at a position, until it was taken apart anew."""
        if self._is_lit and step is not None:
            self._stage(step, position)

    def leave(self) -> None:
        """Darkens the stage."""
        if not self._is_lit:
            return
        self._is_lit = False
        self._soon.stop()
        self.player.set_moments(())
        self._board = self._narrator = self._step = None
        self.questions.close()
        self._rehearser.forget()
        self._bar.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._bar.set_theme(theme)
        self.card.set_theme(theme)
        if self._step is not None:
            self._stage(self._step)

    def rehearse(self) -> None:
        """Takes a step apart, with the weights and the graph as they are now."""
        if not self._is_lit or self._checker.result is None:
            return
        wrong = errors(self._checker.problems)
        if wrong:
            self._rehearser.forget()  # a step that is still computed is one of the graph before
            self._on_failed(tuple(wrong))
            return
        self._rehearser.rehearse(self._choice.samples, self._at_step)
        self._show()

    def set_samples(self, samples: Samples, shown: int = 0) -> None:
        """Steps through these samples from now on; the cards show one of them."""
        self._choice.set(samples, shown)

    def set_time(self, step: int | None) -> None:
        """Steps through the network as it was after a step of the training; None for as it is now."""
        if step != self._at_step:
            self._at_step = step
            self.rehearse()

    def set_speed(self, speed: float) -> None:
        self.player.speed = speed
        self._bar.show_speed(speed)

    def set_predicting(self, predicts: bool) -> None:
        """Covers the numbers of each moment that comes, until they are revealed; or shows them at once."""
        self._predicts = predicts
        self._bar.show_predict(predicts)
        if not predicts:
            self.reveal()
        self._show_hint()

    def toggle_predicting(self) -> None:
        """Covers what comes, or no longer."""
        self.set_predicting(not self._predicts)

    def reveal(self) -> None:
        """Uncovers all that is covered."""
        self._covered = frozenset()
        self._show()

    def _on_element(self, row: Row, index: tuple[int, ...]) -> None:
        """A number was clicked: why is it what it is?"""
        content = row.content
        self.questions.ask(Place(content.quantity, content.address, content.name, index))

    def _on_card(self, node: str) -> None:
        """A covered card that is clicked is uncovered."""
        local = self._canvas.graph_scene.local
        if any(local(moment.address) == node for moment in self._covered):
            self._covered = frozenset(one for one in self._covered if local(one.address) != node)
            self._show()

    # ------------------------------------------------------------------ the step

    def _rehearse_soon(self, *_: object) -> None:
        if self._is_lit:
            self._soon.start()

    def _on_changed(self, *_: object) -> None:
        """A node may have another title, which makes no other step."""
        if self._is_lit:
            self._show()

    def _on_page(self) -> None:
        """The cards are those of another page; a block that is no part of the network has no step."""
        self._board = None
        self._rehearse_soon()

    def _on_replaced(self) -> None:
        """Another project begins at its beginning, with its first sample."""
        self._at_step = None
        self._choice.forget()
        self.questions.close()
        self.player.set_moments(())
        self._board = self._narrator = self._step = None

    def _on_rehearsed(self, step: ShownStep) -> None:
        self._problems = (step.problem,) if step.problem is not None else ()
        position = self.player.position if self._step is not None and _same(self._step, step) else 0
        self._covered = frozenset()
        self._stage(step, position)
        self.questions.ask_again()

    def _on_failed(self, problems: tuple[Problem, ...]) -> None:
        self._problems = problems
        self._step = self._board = self._narrator = None
        self.questions.close()
        if self._canvas.graph_scene.is_staged:
            self._canvas.graph_scene.set_stages({})
        self.player.set_moments(())
        self._show()

    def _stage(self, step: ShownStep, position: int | None = None) -> None:
        """Lays the cards out for a step, and shows it at a position, or where it stands."""
        self._step = step
        plan = self._checker.plan
        maker = RowMaker(self._theme, self._choice.shown)
        scene = self._canvas.graph_scene
        self._board = None
        if scene.prefix is not None and scene.is_staged:
            page = plan if self._canvas.page == MAIN else scene.plan
            self._board = StageBoard(scene, step, page, maker, self._is_hall)
        self._narrator = Narrator(step, plan, self.title_of, self._choice.shown)
        if position is not None:
            self.player.set_moments(step.moments, position)
        self._show()
        self._fit()

    def _on_moved(self, before: int, after: int) -> None:
        if after != before:  # else a pulse was called back, or another step stands where this one did
            coming = self.player.moments[before:after] if after > before else ()
            self._covered = frozenset(coming) if self._predicts else frozenset()
        self._canvas.graph_scene.pulse.hide()
        self._show()
        self._follow()

    def _on_travelled(self, moment: Moment, share: float) -> None:
        if self._board is None:
            return
        paths = [edge.path for edge in self._board.edges_of(moment)]
        eased = share * share * (3 - 2 * share)
        self._canvas.graph_scene.pulse.show_at(paths, eased, moment.phase == "backward")

    # ------------------------------------------------------------------ what is shown

    def _show(self) -> None:
        position = self.player.position
        if self._board is not None:
            self._board.show(position, self._covered)
        self._bar.timeline.set_moments(self.player.moments)
        self._bar.timeline.set_position(position)
        self._bar.enable(bool(self.player.moments))
        if self._narrator is not None:
            present = self.player.present
            sentence = self._narrator.sentence(present)
            if present is not None and present in self._covered:
                title = self.title_of(present.address.partition(".")[0])
                sentence = self.tr("what will {node} show?").format(node=title)
            self._bar.show_words(self._narrator.heading(present, self.player.number()), sentence)
        else:
            is_coming = self._rehearser.is_busy or self._checker.result is None or self._soon.isActive()
            words = self.tr("Taking a step apart…") if is_coming else self.tr("There is no step to play")
            self._bar.show_words(words, "")
        self._show_problem()
        self._show_samples()
        self._show_hint()
        self.scene_changed.emit()

    def _show_problem(self) -> None:
        """Why a step ends early is said where it ends; why there is none, at once."""
        if not self._problems or (self._step is not None and not self.player.is_at_end):
            self._bar.show_problem("")
            return
        problem = self._problems[0]
        place = f"{self.title_of(problem.node)}: " if problem.node else ""
        hint = problem_hint(problem)
        self._bar.show_problem(f"{place}{problem_message(problem)}" + (f" ({hint})" if hint else ""))

    def _show_samples(self) -> None:
        self._bar.show_samples(self.samples_text)

    def _show_hint(self, *_: object) -> None:
        if self._predicts:
            text = self.tr("R uncovers the numbers · C stops covering · space plays · ← → one moment · ↑ ↓ phases")
        else:
            text = self.tr("space plays · ← → one moment · ↑ ↓ phases · Home, End · C covers what comes")
        self._bar.show_hint(text)

    def title_of(self, address: str) -> str:
        """What a node is called on its card; of one inside a block, with the way to it."""
        outer, dot, inner = address.partition(".")
        node = self._document.project.graph.nodes.get(outer)
        title = node.title or node.id if node is not None else outer
        return f"{title}{dot}{inner}"

    def _fit(self) -> None:
        """Shows the whole step, as the cards have grown; in a hall, where the letters are large enough."""
        if self._is_hall:
            self._follow()
        else:
            extent = self._canvas.graph_scene.extent
            self._canvas.camera.set_reach(extent)
            self._canvas.camera.fit_again(extent)

    def _follow(self) -> None:
        """Keeps the card at which the step stands in sight; before it has begun, the one where it will."""
        present = self.player.present or next(iter(self.player.moments), None)
        scene = self._canvas.graph_scene
        item = scene.item_for_node.get(scene.local(present.address if present else ""))
        if self._is_hall and self._canvas.camera.zoom < HALL_ZOOM:
            self._canvas.camera.set_zoom(HALL_ZOOM)
        if item is not None:
            self._canvas.keep_in_sight(item.scene_body)


def _same(one: ShownStep, other: ShownStep) -> bool:
    """Whether two steps have the same moments, so that one can stand where the other did."""
    return one.moments == other.moments
