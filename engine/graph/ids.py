"""Which ids a node may have: they become Python names, attributes of an `nn.Module` and keys of a `state_dict`."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container

from engine.problem import Problem

ID_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")

# Public attributes of a constructed torch.nn.Module (torch 2.13); a test compares them with the installed torch.
MODULE_ATTRIBUTES = frozenset(
    """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
    mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule
    share_memory state_dict to to_empty train training type xpu zero_grad
    """.split()
)
RESERVED = MODULE_ATTRIBUTES | {"self", "torch", "nn"}


def is_valid_id(text: str) -> bool:
    """Whether a node may have this id."""
    return bool(ID_PATTERN.fullmatch(text)) and not keyword.iskeyword(text) and text not in RESERVED


def id_problem(text: str) -> Problem | None:
    """What is wrong with an id, or None."""
    if not ID_PATTERN.fullmatch(text):
        return Problem("id_form", {"received": repr(text)}, node=text)
    if not is_valid_id(text):
        return Problem("id_reserved", {"received": text}, node=text)
    return None


def free_id(wanted: str, taken: Container[str]) -> str:
    """A valid id near to `wanted` that is not taken: `relu`, `relu2`, `relu3`, ..."""
    stem = re.sub(r"[^A-Za-z0-9_]", "_", wanted)[:56].strip("_")
    if not stem or not stem[0].isalpha():
        stem = f"node_{stem}".rstrip("_")
    candidate, number = stem, 1
    root = stem.rstrip("0123456789") or stem
    while candidate in taken or not is_valid_id(candidate):
        number += 1
        candidate = f"{root}{number}"
    return candidate
