"""Layers become one and part again, parameters are tied and untied: files, weights and undo follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compiler.planner import Planner
from engine.compiler.shares import built
from engine.compiler.ties import tie_choices
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.problem import ProblemError
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.edits import remove, rename, set_param, together
from engine.project.project import MAIN, Project
from engine.project.sharing import is_shared, partners, set_tie, share, stop_sharing
from engine.project.weights import Weights
from engine.project.writer import project_bytes
from tests.engine.project.random_projects import projects
from tests.engine.projects import kind, project_of

SIAMESE = project_of(
    {
        "left": kind("Input", shape=[4]),
        "right": kind("Input", shape=[4]),
        "wide": kind("Input", shape=[6]),
        "a": kind("Linear", out_features=4),
        "b": kind("Linear", out_features=4, bias=True),
        "c": kind("Linear", out_features=4),
        "add": kind("Add"),
        "act": kind("ReLU"),
        "end": kind("Loss"),
    },
    ["left -> a", "right -> b", "wide -> c", "a -> add", "b -> add", "add -> act", "act -> end"],
)
LANGUAGE = project_of(
    {
        "words": kind("Input", shape=[5], dtype="int64"),
        "token": kind("Embedding", num_embeddings=12, embedding_dim=8),
        "mix": kind("Linear", out_features=8),
        "head": kind("Linear", out_features=12, bias=False),
        "end": kind("Loss"),
    },
    ["words -> token", "token -> mix", "mix -> head", "head -> end"],
)


def interfaces(project: Project) -> Interfaces:
    return Interfaces(catalogue(), project.blocks)


def weights(*keys: str) -> Weights:
    return {key: np.full(1, number) for number, key in enumerate(keys)}


def values(found: Weights) -> dict[str, int]:
    return {key: int(array[0]) for key, array in found.items()}


def keys_of(project: Project, name: str) -> list[str]:
    """Keys that a node's weights may have, and one that no weight of a repeated block has."""
    node = project.graph.nodes[name]
    copies = [f"{name}.{number}" for number in range(node.repeat)] if node.repeat > 1 else []
    inside = list(project.blocks[node.of].graph.nodes) if node.role == "block" else []
    return [f"{name}.weight", *(f"{copy}.{part}.weight" for copy in copies or [name] for part in inside)]


def there_and_back(project: Project, change: Change, before: Weights) -> tuple[Project, Weights]:
    """What a change makes of a project and its weights; taken back and done again it is the same, to the byte."""
    after = change.apply(project)
    kept, dropped = carry(before, project, after, change)
    again = change.inverse().apply(after)
    back, undone = carry(kept, after, again, change.inverse())
    assert project_bytes(again) == project_bytes(project)
    assert values({**back, **dropped}) == values(before)
    redone = carry({**back, **dropped}, again, after, change).kept
    assert values({**redone, **undone}) == values(kept)
    return after, kept


# ------------------------------------------------------------------ layers


def test_the_first_in_order_gives_its_layer_to_the_others() -> None:
    change = share(SIAMESE, MAIN, ["b", "a"], interfaces(SIAMESE))
    after, kept = there_and_back(SIAMESE, change, weights("a.weight", "b.weight", "c.weight"))
    assert (after.graph.nodes["b"].role, after.graph.nodes["b"].of) == ("share", "a")
    assert after.graph.sources == SIAMESE.graph.sources
    assert values(kept) == {"a.weight": 0, "c.weight": 2}
    plan = Planner().plan(after)
    assert plan.is_right
    assert plan.parameter_count == 20
    assert partners(after.graph, "a") == {"b"}
    assert partners(after.graph, "b") == {"a"}
    assert is_shared(after.graph, "a")
    assert not is_shared(after.graph, "c")


def test_who_parts_has_a_layer_alike_with_the_same_weights() -> None:
    shared = share(SIAMESE, MAIN, ["a", "b"], interfaces(SIAMESE)).apply(SIAMESE)
    for chosen in (["b"], ["a"], ["a", "b"]):
        change = stop_sharing(shared, MAIN, chosen)
        after, kept = there_and_back(shared, change, weights("a.weight", "a.bias"))
        assert after.graph.nodes["b"].params == SIAMESE.graph.nodes["a"].params
        assert values(kept) == {"a.weight": 0, "a.bias": 1, "b.weight": 0, "b.bias": 1}
        assert Planner().plan(after).parameter_count == 40


def test_a_copy_follows_a_rename_in_the_same_step() -> None:
    shared = share(SIAMESE, MAIN, ["a", "b"], interfaces(SIAMESE)).apply(SIAMESE)
    first = stop_sharing(shared, MAIN, ["b"])
    both = together("both", [first, rename(first.apply(shared), MAIN, "b", "twin")])
    _, kept = there_and_back(shared, both, weights("a.weight"))
    assert values(kept) == {"a.weight": 0, "twin.weight": 0}


def test_who_was_the_same_as_one_of_them_is_the_first_ones_too() -> None:
    once = share(SIAMESE, MAIN, ["b", "c"], interfaces(SIAMESE)).apply(SIAMESE)
    after = share(once, MAIN, ["c", "a"], interfaces(once)).apply(once)
    assert {after.graph.nodes[name].of for name in ("b", "c")} == {"a"}
    assert not share(after, MAIN, ["b", "c"], interfaces(after))


def test_what_was_tied_to_a_layer_that_is_shared_now_is_tied_to_the_first() -> None:
    tied = set_tie(SIAMESE, MAIN, "c", "bias", "b.bias", interfaces(SIAMESE)).apply(SIAMESE)
    own = set_tie(tied, MAIN, "a", "weight", "b.weight", interfaces(tied)).apply(tied)
    change = share(own, MAIN, ["a", "b"], interfaces(own))
    after, kept = there_and_back(own, change, weights("a.weight", "a.bias", "b.weight", "b.bias", "c.bias"))
    assert after.graph.nodes["c"].tie == {"bias": "a.bias"}
    assert after.graph.nodes["a"].tie == {}
    assert values(kept)["c.bias"] == values(kept)["a.bias"] == 1


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        (["a", "act"], "share_other_kind"),
        (["left", "right"], "share_kind"),
        (["a", "c"], "share_unfit"),
    ],
)
def test_what_is_not_alike_is_refused(nodes: list[str], code: str) -> None:
    plan = Planner().plan(SIAMESE)
    known = {step.id: built(step) for step in plan.steps}
    with pytest.raises(ProblemError) as caught:
        share(SIAMESE, MAIN, nodes, interfaces(SIAMESE), known)
    assert caught.value.problem.code == code
    assert caught.value.problem.message


def test_another_parameter_is_refused_by_name() -> None:
    project = set_param(SIAMESE, MAIN, "b", "out_features", 3).apply(SIAMESE)
    with pytest.raises(ProblemError) as caught:
        share(project, MAIN, ["a", "b"], interfaces(project))
    assert caught.value.problem.message == "expected 4 as out_features of b, which a has, got 3"


# ------------------------------------------------------------------ parameters


def test_a_parameter_can_be_tied_to_those_of_its_shape() -> None:
    plan = Planner().plan(LANGUAGE)
    assert tie_choices(plan, "head", "weight") == ["token.weight"]
    assert tie_choices(plan, "mix", "bias") == []


def test_a_tied_parameter_has_the_value_of_the_other_and_keeps_it_when_it_parts() -> None:
    before = weights("token.weight", "head.weight")
    change = set_tie(LANGUAGE, MAIN, "head", "weight", "token.weight", interfaces(LANGUAGE))
    tied, kept = there_and_back(LANGUAGE, change, before)
    assert values(kept)["head.weight"] == 0
    assert Planner().plan(tied).parameter_count == Planner().plan(LANGUAGE).parameter_count - 96
    untie = set_tie(tied, MAIN, "head", "weight", "", interfaces(tied))
    after, parted = there_and_back(tied, untie, weights("token.weight"))
    assert project_bytes(after) == project_bytes(LANGUAGE)
    assert values(parted) == {"token.weight": 0, "head.weight": 0}


def test_weights_that_lie_under_the_tied_one_go_to_both() -> None:
    """The network keeps a tied tensor under the layer that it constructs first, whoever of the two is tied."""
    tied = set_tie(LANGUAGE, MAIN, "token", "weight", "head.weight", interfaces(LANGUAGE)).apply(LANGUAGE)
    _, parted = there_and_back(
        tied, set_tie(tied, MAIN, "token", "weight", "", interfaces(tied)), weights("token.weight")
    )
    assert values(parted) == {"token.weight": 0, "head.weight": 0}


def test_ties_do_not_go_round() -> None:
    tied = set_tie(LANGUAGE, MAIN, "head", "weight", "token.weight", interfaces(LANGUAGE)).apply(LANGUAGE)
    with pytest.raises(ProblemError):
        set_tie(tied, MAIN, "token", "weight", "head.weight", interfaces(tied))


def test_what_is_tied_to_a_layer_that_learned_nothing_keeps_what_it_learned() -> None:
    tied = set_tie(LANGUAGE, MAIN, "head", "weight", "token.weight", interfaces(LANGUAGE))
    _, kept = there_and_back(LANGUAGE, tied, weights("head.weight", "mix.weight"))
    assert values(kept) == {"head.weight": 0, "mix.weight": 1}


def test_no_weights_are_copied_to_a_layer_that_is_gone() -> None:
    """They would be those of the next layer of that name."""
    tied = set_tie(LANGUAGE, MAIN, "head", "weight", "token.weight", interfaces(LANGUAGE)).apply(LANGUAGE)
    left = remove(tied, MAIN, ["token"]).apply(tied)
    assert left.graph.nodes["head"].tie == {"weight": "token.weight"}
    untie = set_tie(left, MAIN, "head", "weight", "", interfaces(left))
    _, kept = there_and_back(left, untie, weights("head.weight", "mix.weight"))
    assert values(kept) == {"head.weight": 0, "mix.weight": 1}
    again = set_tie(left, MAIN, "mix", "weight", "head.weight", interfaces(left))
    _, kept = there_and_back(left, again, weights("head.weight", "mix.weight"))
    assert values(kept) == {"head.weight": 0, "mix.weight": 0}


# ------------------------------------------------------------------ whatever the project


@given(data=st.data(), project=projects())
def test_sharing_and_parting_undo_to_the_byte(data: st.DataObject, project: Project) -> None:
    page = data.draw(st.sampled_from(list(project.pages)))
    nodes = sorted(project.page(page).nodes)
    if not nodes:
        return
    chosen = data.draw(st.lists(st.sampled_from(nodes), unique=True))
    keys = [key for name in project.graph.nodes for key in keys_of(project, name)]
    try:
        change = share(project, page, chosen, interfaces(project))
    except ProblemError as error:
        assert error.problem.node in chosen
        return
    after, kept = there_and_back(project, change, weights(*keys))
    parted = stop_sharing(after, page, chosen)
    there_and_back(after, parted, kept)
    assert not any(partners(parted.apply(after).page(page), name) & set(chosen) for name in chosen)
