"""The modules that torch does not have, as they stand in exported files.

This file is read as text, class by class, and never imported by the catalogue: a class may use nothing but `torch`
and `nn`.
"""

from __future__ import annotations

import torch
from torch import nn


class SinusoidalPositionalEncoding(nn.Module):
    """Adds sine and cosine waves of falling frequency to a batch of sequences (batch × length × d_model)."""

    encoding: torch.Tensor

    def __init__(self, d_model: int, max_len: int) -> None:
        super().__init__()
        position = torch.arange(max_len).unsqueeze(1)
        frequency = 10000.0 ** (-torch.arange(0, d_model, 2) / d_model)
        encoding = torch.zeros(max_len, d_model)
        encoding[:, 0::2] = torch.sin(position * frequency)
        encoding[:, 1::2] = torch.cos(position * frequency)[:, : d_model // 2]
        self.register_buffer("encoding", encoding, persistent=False)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return input + self.encoding[: input.shape[1]]


class LearnedPositionalEncoding(nn.Module):
    """Adds a learned vector for each place to a batch of sequences (batch × length × d_model)."""

    def __init__(self, d_model: int, max_len: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(max_len, d_model))
        nn.init.normal_(self.weight, std=0.02)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return input + self.weight[: input.shape[1]]


class Noise(nn.Module):
    """Standard normal numbers of the shape of the input while training, zeros in evaluation."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return torch.randn_like(input) if self.training else torch.zeros_like(input)


class FixedValue(nn.Module):
    """A value that is never trained, and moves with the network from device to device."""

    value: torch.Tensor

    def __init__(self, value: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("value", value, persistent=False)

    def forward(self) -> torch.Tensor:
        return self.value


class LearnedValue(nn.Module):
    """A value that is trained; each use of it is a tensor of its own."""

    def __init__(self, value: torch.Tensor) -> None:
        super().__init__()
        self.value = nn.Parameter(value)

    def forward(self) -> torch.Tensor:
        return self.value.view_as(self.value)
