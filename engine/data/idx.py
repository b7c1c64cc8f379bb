"""The IDX format of the MNIST files, plain or compressed.

Four bytes (two zeros, the number type, the number of axes), the sizes as 32-bit numbers with the high byte first, then
the values, last axis fastest. Only unsigned bytes (type 8) are read: the MNIST files hold nothing else.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from math import prod
from pathlib import Path
from typing import IO, cast

import numpy as np
import numpy.typing as npt

from engine.data.source import DataUnavailable
from engine.problem import Problem

UNSIGNED_BYTE = 8
MAXIMUM_VALUES = 2**30  # a header that promises more is not one of these files


def read_idx(path: Path, sample_shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """The array of a file, [N, *sample_shape]. Raises DataUnavailable, naming the file, where it is not whole."""
    try:
        with open(path, "rb") as raw:
            compressed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            return _read(cast(IO[bytes], gzip.open(raw)) if compressed else raw, path, sample_shape)
    except FileNotFoundError:
        raise DataUnavailable(Problem("data_file_missing", {"file": str(path)})) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise _broken("data_file_corrupt", path, reason=str(error)) from error
    except EOFError as error:  # the compressed stream ends before its end mark
        raise _broken("data_file_truncated", path) from error
    except OSError as error:
        raise _broken("data_file_unreadable", path, reason=error.strerror or str(error)) from error


def _read(file: IO[bytes], path: Path, sample_shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    axes = 1 + len(sample_shape)
    header = _exactly(file, 4 + 4 * axes, path)
    magic = struct.unpack(">I", header[:4])[0]
    expected = UNSIGNED_BYTE << 8 | axes
    if magic != expected:
        raise _broken("data_idx_magic", path, expected=expected, received=magic)
    shape = struct.unpack(f">{axes}I", header[4:])
    if shape[1:] != sample_shape or shape[0] == 0 or prod(shape) > MAXIMUM_VALUES:
        wanted = " x ".join(["N", *map(str, sample_shape)])
        raise _broken("data_idx_shape", path, expected=wanted, received=" x ".join(map(str, shape)))
    values = _exactly(file, prod(shape), path)
    if file.read(1):
        raise _broken("data_idx_trailing", path, expected=prod(shape))
    return np.frombuffer(values, dtype=np.uint8).reshape(shape)


def _exactly(file: IO[bytes], count: int, path: Path) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise _broken("data_file_truncated", path)
    return data


def _broken(code: str, path: Path, **arguments: object) -> DataUnavailable:
    return DataUnavailable(Problem(code, {"file": str(path), **arguments}))
