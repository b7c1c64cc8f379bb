"""IDX files: whole ones are read to the bit, every kind of damage is named together with the file."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.idx import read_idx
from engine.data.source import DataUnavailable


def idx(array: np.ndarray, magic: int | None = None) -> bytes:
    header = struct.pack(">I", 0x0800 | array.ndim if magic is None else magic)
    return header + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()


IMAGES = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)


def code_of(path: Path, shape: tuple[int, ...] = (4, 5)) -> str:
    with pytest.raises(DataUnavailable) as caught:
        read_idx(path, shape)
    assert str(path) in str(caught.value)
    return caught.value.problem.code


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_reads_plain_and_compressed(tmp_path, pack):
    path = tmp_path / "images"
    path.write_bytes(pack(idx(IMAGES)))
    np.testing.assert_array_equal(read_idx(path, (4, 5)), IMAGES)
    path.write_bytes(pack(idx(IMAGES[:, 0, 0])))
    np.testing.assert_array_equal(read_idx(path, ()), IMAGES[:, 0, 0])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (idx(IMAGES, magic=0x0801), "data_idx_magic"),
        (idx(IMAGES, magic=0x0D03), "data_idx_magic"),
        (idx(IMAGES[:, :, :4]), "data_idx_shape"),
        (idx(IMAGES[:0]), "data_idx_shape"),
        (struct.pack(">4I", 0x0803, 2**32 - 1, 4, 5), "data_idx_shape"),
        (idx(IMAGES)[:-1], "data_file_truncated"),
        (idx(IMAGES)[:7], "data_file_truncated"),
        (b"", "data_file_truncated"),
        (idx(IMAGES) + b"\0", "data_idx_trailing"),
        (gzip.compress(idx(IMAGES), mtime=0)[:-9], "data_file_truncated"),
        (gzip.compress(idx(IMAGES), mtime=0)[:-8] + b"12345678", "data_file_corrupt"),
        (gzip.compress(idx(IMAGES), mtime=0)[:10] + b"\xff" * 40, "data_file_corrupt"),
    ],
)
def test_names_the_damage(tmp_path, data, code):
    path = tmp_path / "images"
    path.write_bytes(data)
    assert code_of(path) == code


def test_names_what_cannot_be_read(tmp_path):
    assert code_of(tmp_path / "none") == "data_file_missing"
    assert code_of(tmp_path) == "data_file_unreadable"


@settings(max_examples=200, deadline=None)
@given(position=st.integers(0, 90), value=st.integers(0, 255), keep=st.integers(0, 120))
def test_no_damage_escapes_as_another_exception(tmp_path_factory, position, value, keep):
    data = bytearray(gzip.compress(idx(IMAGES), mtime=0))
    data[position % len(data)] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(bytes(data[:keep]))
    try:
        assert read_idx(path, (4, 5)).shape == (3, 4, 5)
    except DataUnavailable as error:
        assert str(path) in str(error)
