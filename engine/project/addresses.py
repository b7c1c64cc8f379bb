"""From the address of a node in the network to where it is drawn: the page and the id there."""

from __future__ import annotations

from engine.project.project import MAIN, Project


def drawn_at(project: Project, address: str) -> tuple[str, str] | None:
    """The page on which the node of an address (`encoder.0.attention`) is drawn, and its id; None where there is none.

    Of a block that is used again it is the block's page. The address of a copy (`encoder.0`) is that of its use.
    """
    page, parts = MAIN, address.split(".")
    while True:
        node = project.page(page).nodes.get(parts[0])
        if node is None:
            return None
        shared = project.page(page).nodes.get(node.of) if node.role == "share" else node
        rest = parts[1:]
        if rest and shared is not None and shared.role == "block" and shared.repeat > 1 and rest[0].isdecimal():
            rest = rest[1:]
        if not rest:
            return page, node.id
        if shared is None or shared.role != "block" or shared.of not in project.blocks:
            return None
        page, parts = shared.of, rest
