"""What can be done now, by the names that actions need: from the document, the selection, and the run."""

from __future__ import annotations

from collections.abc import Mapping

from app.canvas.view import GraphView
from app.frame.pages import PageTrail
from app.session.checker import Checker
from app.session.document import Document
from app.session.trainer import RunState, Trainer
from engine.project.project import MAIN


def states_of(
    document: Document, checker: Checker, trainer: Trainer, canvas: GraphView, pages: PageTrail
) -> Mapping[str, bool]:
    """Each state by its name, as `Actions.enable` takes them."""
    state, stack, chosen = trainer.state, document.undo_stack, canvas.selected_nodes
    scene = canvas.graph_scene
    is_copyable, is_idle = bool(chosen or scene.annotations.selected), state is RunState.IDLE
    return {
        "undo": stack.canUndo(),
        "redo": stack.canRedo(),
        "selection": bool(chosen),
        "copyable": is_copyable,
        "removable": is_copyable or bool(scene.selected_edges),
        "several": len(chosen) > 1,
        "many": len(chosen) > 2,
        "block": any(pages.block_of(node) for node in chosen),
        "shared": canvas.sharing.can_stop(),
        "inside": canvas.page != MAIN,
        "source": checker.plan is not None,
        "trainable": state is not RunState.STOPPING,
        "steppable": state in (RunState.IDLE, RunState.RUNNING, RunState.PAUSED),
        "stoppable": not is_idle and state is not RunState.STOPPING,
        "weights": bool(document.weights) or not is_idle,
    }
