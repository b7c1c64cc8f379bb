"""Layers that switch off values at random while training, or draw new ones."""

from __future__ import annotations

from engine.layers.layer import ModuleLayer, Port
from engine.layers.parameters import Float
from engine.layers.reach import Reaches, same_places
from engine.layers.tensor_type import TensorType


class _AnyDropout(ModuleLayer):
    inputs = (Port("input", "float"),)
    captions = ("p = {p}",)
    synonyms = ("regularization", "noise")
    draws_random = True
    p = Float(0.5, minimum=0, maximum=1, help="The probability of switching a value off.")

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)


class Dropout(_AnyDropout):
    """Sets values to zero at random while training, and scales the others by 1 / (1 − p).

    See torch.nn.Dropout.
    """


class Dropout2d(_AnyDropout):
    """Sets whole channels to zero at random while training, and scales the others by 1 / (1 − p).

    See torch.nn.Dropout2d.
    """

    inputs = (Port("input", "float", dims=(4,)),)


class AlphaDropout(_AnyDropout):
    """Switches values off at random while training so that mean and variance stay: the dropout for SELU.

    See torch.nn.AlphaDropout.
    """


class Noise(ModuleLayer):
    """Draws standard normal numbers, as many as come in, while training; in evaluation all are 0.

    With mean + deviation · noise a variational autoencoder draws its code, and hands on the mean in evaluation.
    See torch.randn_like.
    """

    inputs = (Port("input", "float", differentiable=False),)
    synonyms = ("random", "Gaussian", "normal", "reparameterization", "variational", "sample")
    torch_class = "Noise"
    helpers = ("Noise",)
    draws_random = True

    def reaches(self, entering: TensorType, leaving: TensorType) -> Reaches:
        return same_places(entering, leaving)
