"""Columns are values: named, ordered, comparable, with a type for the check."""

from __future__ import annotations

from engine.data.columns import Column, Columns
from engine.layers.tensor_type import BATCH, TensorType

IMAGE, LABEL = Column("image", "float32", (1, 8, 8)), Column("label", "int64", (), 10)


def test_type_has_the_batch_in_front():
    assert IMAGE.type == TensorType((BATCH, 1, 8, 8), "float32")
    assert LABEL.type == TensorType((BATCH,), "int64")


def test_are_a_mapping_in_order():
    columns = Columns([IMAGE, LABEL])
    assert list(columns) == ["image", "label"] and columns["label"] is LABEL and "point" not in columns
    assert columns == Columns([IMAGE, LABEL]) and hash(columns) == hash(Columns([IMAGE, LABEL]))
    assert columns != Columns([LABEL, IMAGE]) and columns != {"image": IMAGE, "label": LABEL}
    assert columns.sample_bytes == 64 * 4 + 8


def test_replacing_keeps_the_order():
    flat = Column("image", "float32", (64,))
    assert Columns([IMAGE, LABEL]).replaced(flat) == Columns([flat, LABEL])
