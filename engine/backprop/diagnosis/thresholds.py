"""From where on something is called sick: the limits of the rules, as a declaration from which a form follows.

They alter no result, so they belong to the person who looks and not into a project.
"""

from __future__ import annotations

from engine.layers.parameters import Declaration, Float, Int


class Thresholds(Declaration):
    """The limits between healthy and sick.

    No paper gives a number for all networks. The defaults are wide, so that a network that learns is left in peace.
    """

    # Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010),
    # section 4.2: gradients that shrink layer by layer. Four sigmoid layers bring about 1/1000 back, and still train.
    vanishing = Float(
        1e-4,
        above=0,
        below=1,
        help="A gradient has vanished where less than this part of what the losses send back arrives.",
    )
    # Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks (ICML 2013), section 2.1.
    exploding = Float(
        1e4, above=1, help="A gradient explodes where more than this many times what the losses send back arrives."
    )
    # Lu, Shin, Su & Karniadakis, Dying ReLU and initialization (2019), speak of a layer all of whose units are dead.
    dead = Float(
        0.9, above=0, maximum=1, help="A layer is called dead where this part of its units is 0 for the whole batch."
    )
    least_values = Int(
        8, minimum=1, help="A unit is judged by no fewer values than this: samples times places of the picture."
    )
    # The hidden units of Glorot & Bengio (2010), section 3, saturate where tanh and sigmoid are flat.
    flat = Float(
        0.05,
        above=0,
        below=1,
        help="A value is saturated where the slope is less than this part of the steepest: for tanh beyond ±2.2.",
    )
    saturated = Float(
        0.8, above=0, maximum=1, help="A layer is called saturated where this part of its values is saturated."
    )
    # Karpathy, CS231n, Neural networks part 3: the ratio of updates to weights "should be somewhere around 1e-3".
    update_low = Float(
        1e-6,
        minimum=0,
        below=1,
        help="A layer does not learn where a step changes less than this part of its weights; usual is about 0.001.",
    )
    update_high = Float(
        0.5, above=0, help="Updates are too large where a step changes more than this part of the weights."
    )


USUAL_UPDATE = 1e-3  # part of the weights that a step changes, CS231n
