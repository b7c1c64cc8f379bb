"""Standing in line with other cards: which line is nearest, and what is drawn."""

from __future__ import annotations

from app.canvas.alignment import NEAR, Alignment, Guide
from app.canvas.obstacles import Rect

CARD = Rect(0.0, 0.0, 100.0, 50.0)


def test_the_nearest_line_draws() -> None:
    alignment = Alignment([Rect(300.0, 0.0, 400.0, 50.0), Rect(303.0, 200.0, 403.0, 250.0)])
    assert alignment.offset(Rect(302.0, 100.0, 402.0, 150.0), 4.0) == (1.0, None)
    assert alignment.offset(Rect(301.0, 100.0, 401.0, 150.0), 4.0) == (-1.0, None)
    assert alignment.offset(Rect(310.0, 100.0, 410.0, 150.0), 4.0) == (None, None)
    assert alignment.offset(Rect(500.0, -3.0, 600.0, 47.0), 4.0) == (None, 3.0)


def test_middles_meet_where_sizes_differ() -> None:
    alignment = Alignment([Rect(200.0, 0.0, 300.0, 80.0)])
    assert alignment.offset(Rect(0.0, 14.0, 100.0, 64.0), 4.0) == (None, 1.0)
    assert alignment.guides(Rect(0.0, 15.0, 100.0, 65.0)) == [Guide(False, 40.0, 0.0, 300.0)]


def test_both_edges_say_what_the_middle_would() -> None:
    alignment = Alignment([Rect(300.0, 0.0, 400.0, 50.0)])
    assert [guide.at for guide in alignment.guides(CARD)] == [0.0, 50.0]


def test_a_card_that_is_far_away_does_not_count() -> None:
    beyond = 100.0 + NEAR + 1
    assert Alignment([Rect(beyond, 1.0, beyond + 100, 51.0)]).offset(CARD, 4.0) == (None, None)
    assert Alignment([Rect(beyond - 1, 1.0, beyond + 99, 51.0)]).offset(CARD, 4.0) == (None, 1.0)
    assert Alignment([]).guides(CARD) == []
