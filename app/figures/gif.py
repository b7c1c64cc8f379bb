"""Writes an animated GIF picture by picture: one palette for all, and of each picture only what is new in it.

Pillow's own writer keeps every picture until the last one; here each is in the file before the next one is made.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

Pixels = NDArray[np.uint32]  # [height, width] of 0xRRGGBB
Palette = NDArray[np.uint8]  # [n, 3] red, green, blue
COLOURS = 255
EXACT = 32  # the first of the palette, which are shown in exactly their colour
SAME = 255  # the index that leaves the pixel as it was


def palette_of(pictures: Iterable[Pixels], certain: Iterable[int]) -> Palette:
    """At most 255 colours for pictures like these; the `certain` ones come first, exactly."""
    first = np.array(list(dict.fromkeys(certain))[:COLOURS], dtype=np.uint32)
    counts: dict[int, int] = {}
    for picture in pictures:
        values, found = np.unique(picture, return_counts=True)
        for value, count in zip(values.tolist(), found.tolist(), strict=True):
            counts[value] = counts.get(value, 0) + count
    values = np.array(sorted(counts), dtype=np.uint32)
    # a thin line is as much worth seeing as the ground on which it stands
    repeats = np.array([max(1, round(counts[value] ** 0.5)) for value in values.tolist()])
    image = Image.fromarray(_channels(np.repeat(values, repeats))[None])
    chosen = image.quantize(colors=max(2, COLOURS - len(first)), method=Image.Quantize.MEDIANCUT)
    rest = np.array(chosen.getpalette(), dtype=np.uint8).reshape(-1, 3)
    return np.concatenate([_channels(first), rest])[:COLOURS]


def _channels(pixels: Pixels) -> NDArray[np.uint8]:
    """Red, green and blue as the last axis."""
    return np.stack([pixels >> 16, pixels >> 8, pixels], axis=-1).astype(np.uint8)


class GifWriter:
    """Writes pictures of one size into an open file; `rate` is in frames a second. The film is played for ever."""

    def __init__(self, file: IO[bytes], width: int, height: int, palette: Palette, rate: float) -> None:
        self._file, self._rate = file, rate
        table = np.zeros((256, 3), dtype=np.uint8)
        table[:] = palette[0]  # what is not used must not be nearest to anything
        table[: len(palette)] = palette
        wide = table.astype(np.uint32)
        exact = wide[: min(EXACT, len(palette))] @ [1 << 16, 1 << 8, 1]
        self._exact = {colour: index for index, colour in enumerate(exact.tolist())}
        self._palette = Image.new("P", (1, 1))
        self._palette.putpalette(table.tobytes())
        self._before: Pixels | None = None
        self._waiting: tuple[Image.Image, tuple[int, int]] | None = None
        self._frames = 0  # that are over when the waiting picture has been seen
        self._written = 0  # hundredths of a second that are in the file
        file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + table.tobytes())
        file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")

    def add(self, pixels: Pixels, frames: int) -> None:
        """Shows a picture for so many frames; one like the last is that one, seen longer."""
        if self._before is None:
            self._wait(pixels, np.ones(pixels.shape, dtype=bool))
        else:
            is_new = pixels != self._before
            if is_new.any():
                self._wait(pixels, is_new)
        self._before = pixels
        self._frames += frames

    def close(self) -> None:
        """Writes what is waiting and ends the film; the file stays open."""
        self._flush()
        self._file.write(b"\x3b")

    def _wait(self, pixels: Pixels, is_new: NDArray[np.bool_]) -> None:
        """Keeps a picture until it is known how long it is seen: that stands before it in the file."""
        self._flush()
        rows, columns = np.flatnonzero(is_new.any(axis=1)), np.flatnonzero(is_new.any(axis=0))
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        left, right = int(columns[0]), int(columns[-1]) + 1
        region = pixels[top:bottom, left:right]
        coloured = Image.fromarray(_channels(region))
        indices = np.asarray(coloured.quantize(palette=self._palette, dither=Image.Dither.NONE)).copy()
        indices[indices == SAME] = 0  # which has the same colour
        for colour, index in self._exact.items():  # Pillow takes one that is near
            indices[region == colour] = index
        inside = is_new[top:bottom, left:right]
        if inside.mean() < 0.5:  # where little is old, holes make the file larger
            indices[~inside] = SAME
        image = Image.fromarray(indices)
        image.putpalette(self._palette.getpalette() or [])
        self._waiting = image, (left, top)

    def _flush(self) -> None:
        if self._waiting is None:
            return
        image, corner = self._waiting
        end = round(self._frames * 100 / self._rate)
        duration = max(1, end - self._written)
        self._written += duration
        for part in GifImagePlugin.getdata(image, corner, duration=10 * duration, disposal=1, transparency=SAME):
            self._file.write(part)
        self._waiting = None
