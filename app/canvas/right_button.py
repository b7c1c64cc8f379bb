"""What the right button offers where it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtWidgets import QMenu

from app.canvas.annotation_items import AnyItem, FrameItem
from app.canvas.annotation_menu import annotation_menu
from app.canvas.frames import HEADER, WIDTH
from app.canvas.menus import canvas_menu, edge_menu, node_menu
from app.canvas.repairs import can_repair, carry_out

if TYPE_CHECKING:
    from app.canvas.view import GraphView


def menu_at(view: GraphView, position: QPointF) -> QMenu:
    """The menu for what lies at a place; a card or an edge under it is selected first, unless it is already."""
    scene, editor, hit = view.graph_scene, view.editor, view.pointing.hit(position)
    kinds = scene.document.catalogue
    if hit.node is not None:
        if not hit.node.isSelected():
            scene.select([hit.node.node])
        return _node_menu(view, hit.node.node)
    if hit.edge is not None:
        target = hit.edge.edge.target
        scene.select((), [target])
        return edge_menu(view, kinds, lambda kind: editor.insert(kind, target), lambda: editor.disconnect([target]))
    if hit.annotation is not None:
        return _annotation_menu(view, hit.annotation)
    calls = {
        "paste": view.paste,
        "comment": lambda: view.add_comment(position),
        "select_all": view.select_all,
        "tidy": view.tidy,
        "fit": view.fit,
    }
    corner = (position.x() - WIDTH / 2, position.y() - HEADER / 2)
    return canvas_menu(view, kinds, lambda kind: editor.add(kind, corner), calls)


def stage_menu_at(view: GraphView, position: QPointF) -> QMenu:
    """The menu on the stage: nothing is edited there."""
    menu = QMenu(view)
    hit = view.pointing.hit(position)
    if hit.node is not None:
        node = hit.node.node
        view.graph_scene.select([node])
        menu.addAction(QCoreApplication.translate("Canvas", "Run to This Layer")).triggered.connect(
            lambda: view.run_to_wanted.emit(node)
        )
    menu.addAction(QCoreApplication.translate("Canvas", "Fit the Network")).triggered.connect(view.fit)
    return menu


def _annotation_menu(view: GraphView, item: AnyItem) -> QMenu:
    pointing, key = view.pointing, item.key
    view.graph_scene.select((), (), [key])
    return annotation_menu(
        view,
        pointing.theme,
        item.shown.colour,
        is_frame=isinstance(item, FrameItem),
        edit=lambda: pointing.writing.open(item),
        colour=lambda name: pointing.annotator.set_colour([key], name),
        delete=view.delete_selection,
    )


def _node_menu(view: GraphView, node: str) -> QMenu:
    scene, editor = view.graph_scene, view.editor
    chosen = scene.selected_nodes
    alone = len(chosen) == 1
    problems = scene.reading.problems.get(node, ()) if alone else ()
    document = scene.document
    own = [problem for problem in problems if problem.node == node]  # not of what stands inside its block
    remedies = [remedy for problem in own for remedy in problem.remedies if can_repair(remedy)]
    outgoing = scene.graph.out_of(node)
    has_output = bool(scene.item_for_node[node].card.frame.outputs)

    def insert(kind: str) -> None:
        """Into the only edge that leaves; else beside the node, joined to it."""
        if len(outgoing) == 1:
            editor.insert(kind, outgoing[0].target)
        else:
            view.place(kind)

    return node_menu(
        view,
        document.catalogue,
        remedies,
        is_frozen=all(scene.graph.nodes[name].frozen for name in chosen),
        calls={
            "freeze": view.freeze,
            "frame": view.frame_selection,
            "cut": view.cut,
            "copy": view.copy,
            "duplicate": view.duplicate,
            "delete": view.delete_selection,
            "take_out": view.rearranging.take_out,
            "change_kind": view.rearranging.kind_wanted.emit,
            "open_block": lambda: view.node_activated.emit(node),
            "take_apart": view.take_apart,
            "make_block": view.make_block,
            **({} if alone else view.rearranging.orders),
            "share": view.sharing.share,
            "stop_sharing": view.sharing.stop,
        },
        insert=insert,
        repair=lambda remedy: carry_out(remedy, node, scene, editor),
        can_insert=alone and has_output,
        is_block=alone and scene.graph.nodes[node].role == "block",
        can_share=not alone,
        can_part=view.sharing.can_stop(),
    )
