"""How long each moment of a film is seen: its pulse travels, then it stays. No Qt; times are in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.theatre.player import DWELL, TRAVEL

OPENING, CLOSING = 0.8, 2.0  # how long the beginning and the end stay, at any speed
SPEED = 2.0  # of a film whose speed nobody has said; the window's own is 1
LONGEST = 60.0  # of such a film


@dataclass(frozen=True)
class Shot:
    """A picture of a film and for how many frames it is seen.

    `position` moments are over; `share` says how far the pulse of the next one is, 0..1, None where none travels.
    """

    position: int
    share: float | None
    frames: int


def shots(travels: Sequence[bool], rate: float, speed: float | None = None) -> Iterator[Shot]:
    """The shots of a step: for each of its moments, whether something travels to it. `rate` is in frames a second.

    Where there are more moments than frames, some are passed over; the end is always seen.
    """
    pace = fitting_speed(travels) if speed is None else speed
    done, now = 0, OPENING
    yield Shot(0, None, _frames_until(now, rate, done))
    done += _frames_until(now, rate, done)
    for position, is_travelling in enumerate(travels):
        if is_travelling:
            begin, now = now, now + TRAVEL / pace
            for frame in range(done, done + _frames_until(now, rate, done)):
                share = (frame / rate - begin) / (now - begin)
                yield Shot(position, min(1.0, max(0.0, share)), 1)
                done += 1
        now += DWELL / pace
        is_last = position == len(travels) - 1
        frames = _frames_until(now, rate, done)
        if frames and not is_last:
            yield Shot(position + 1, None, frames)
            done += frames
    yield Shot(len(travels), None, max(1, _frames_until(now + CLOSING, rate, done)))


def fitting_speed(travels: Sequence[bool]) -> float:
    """The speed of a film that is as long as it may be at the most."""
    natural = sum(DWELL + (TRAVEL if is_travelling else 0.0) for is_travelling in travels)
    return max(SPEED, natural / (LONGEST - OPENING - CLOSING))


def _frames_until(time: float, rate: float, done: int) -> int:
    """How many frames are left to be seen before a time."""
    return max(0, round(time * rate) - done)
