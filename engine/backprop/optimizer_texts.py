"""The one table of English texts for the stages of an update: code -> what happens, in a line.

The window translates these texts by their code.
"""

from __future__ import annotations

STAGE_TEXTS: dict[str, str] = {
    # ------------------------------------------------------------------ the gradient as the optimizer takes it
    "gradient": "The gradient of the loss that is minimized, before clipping.",
    "clip_value": "Clipping by value: the gradient is held between the limit and its negative.",
    "clip_norm": "Clipping by norm: where the gradient of all weights together is too long, all of it is shortened.",
    "maximize": "The sign is turned, to climb instead of descend.",
    "weight_decay": "Weight decay adds a part of the weight to its gradient, which draws it towards zero.",
    "weight_decay_decoupled": "Decoupled weight decay shrinks the weight itself, apart from the gradient.",
    # ------------------------------------------------------------------ what is remembered from step to step
    "momentum_first": "Momentum begins as the gradient of the first step.",
    "momentum": "Momentum: a part of the last direction goes on, and the gradient is added.",
    "nesterov": "Nesterov momentum looks ahead along the direction.",
    "first_moment": "The running mean of the gradient.",
    "second_moment": "The running mean of the squared gradient.",
    "second_moment_max": "AMSGrad keeps the largest mean square so far, so that steps never grow again.",
    "first_moment_corrected": "Bias correction: the mean began at zero, and is raised for it in early steps.",
    "second_moment_corrected": "Bias correction of the mean square.",
    "mean_square": "The running mean of the squared gradient.",
    "gradient_mean": "The running mean of the gradient, to tell its spread from its size.",
    "variance": "The mean square without the square of the mean: the spread of the gradient.",
    "momentum_scaled": "Momentum: a part of the last direction goes on, and the scaled gradient is added.",
    "square_sum": "The sum of all squared gradients so far.",
    "learning_rate": "The learning rate of this step, which falls with the number of steps.",
    # ------------------------------------------------------------------ the update
    "step": "The step that follows: against the direction, as far as the learning rate says.",
    "after": "The weight after the update.",
    "change_only": "The weight after the update; the stages of this optimizer are not told one by one.",
}
