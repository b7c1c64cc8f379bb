"""The one table of what may be said beside a formula: the code of a note -> its English text.

`{name}` stands for an argument of the note. The window translates these texts by their code, writes numbers as it
does elsewhere, typesets arguments called `symbol` or `formula`, and leads to a `place` where a note has one.
"""

from __future__ import annotations

NOTES: dict[str, str] = {
    # ------------------------------------------------------------------ of any number
    # a number that the formula names, with its value; it may have a `place`
    "number": "{symbol} = {value}",
    # a number inside the node, with a formula of its own
    "inside": "{symbol} = {formula} = {value}",
    # no rule and no straight line: the number is told as a whole
    "not_taken_apart": "This is told as a whole: around this place it is no sum of products.",
    # an input that moves the number much; with a `place`
    "depends_on": "{symbol} = {value}; where it grows by 1, this number grows by about {slope}.",
    # the factors are derivatives, and their products with the inputs are the number itself
    "affine_here": "Around this place the number is an affine function of what comes in; the factors are its slopes.",
    # ------------------------------------------------------------------ where values come from
    # a number of the data
    "from_data": "It comes from the data, column {column}.",
    # a number that an Input is given, without a column
    "from_outside": "It is given to the network at {node}.",
    # a Constant
    "written_value": "It is written into the graph and stays the same.",
    # a Parameter
    "learned_value": "It is learned; this is its value before the update.",
    # ------------------------------------------------------------------ gradients
    # the tensor that came in is the one that goes out
    "handed_on": "The layer hands on what enters, and the gradient comes back as it is.",
    # a value that one node alone reads; `input` is the port there
    "consumer": "It is all that comes back from {address}, input {input}.",
    # a loss among what is minimized
    "loss_weight": "This loss counts {weight} times in what is minimized.",
    # the derivative of a function of one number
    "slope": "The slope: {formula}",
    # a step inside a layer whose derivatives autograd computes
    "part": "Inside the layer: {formula}",
    # the gate of a recurrent layer that a weight belongs to
    "gate": "The weight belongs to the {gate} gate of unit {unit}.",
    # attention as a whole
    "attention": "Inside the layer: {formula} with d = {head_size}",
    # what a normalization measured
    "statistics": "The mean is {mean} and the variance {variance}, of {count} numbers.",
    # the two numbers that a loss compares
    "pair": "The loss compares {input} with {target}.",
    # what a classifier said of one class, and what was wanted
    "softmax": "The probability is {probability}, wanted is {target}; the mean is over {count}.",
    # how much one class counts among the others
    "class_weight": "Class {number} counts {weight} times.",
    # what dropout drew
    "mask": "Dropout with p = {p}; whether the number was kept: {kept}.",
    # ------------------------------------------------------------------ windows
    # a convolution or a mean over a window that sticks out
    "outside_window": "{count} of {total} places of the window lie on the border that was added, and hold 0.",
    # a place that is nothing but border
    "border": "This place lies on the border that was added.",
    # the winner of a maximum, with the runner-up's `place`
    "largest_of": "The largest of {count} numbers; the next is {symbol} = {value}.",
    # the winner of a maximum over one number
    "only_one": "There is only this number to choose from.",
    # ------------------------------------------------------------------ tables
    # the row of an Embedding
    "looked_up": "Row {row} of the table of {rows} rows.",
    # ------------------------------------------------------------------ normalization and dropout
    # where mean and variance come from: this batch
    "batch_statistics": "Mean and variance are those of the {count} numbers of this channel in the batch.",
    # where they come from: the running means
    "running_statistics": "Mean and variance are the running ones: the layer is in evaluation.",
    # where they come from: the sample itself
    "own_statistics": "Mean and variance are those of {count} numbers of this sample.",
    # dropout let the number through
    "kept": "It was kept: this happens with probability {probability}.",
    # dropout set it to zero
    "switched_off": "It was switched off: this happens with probability {probability}.",
    # zero in, zero out: the recording does not tell which it was
    "kept_or_not": "It is 0 whether it was kept or not.",
    # dropout in evaluation, or with p = 0
    "at_rest": "The layer hands on what enters: nothing is switched off.",
    # Noise while training
    "drawn": "It was drawn at random, from a normal distribution of mean 0 and variance 1.",
    # Noise in evaluation
    "no_noise": "In evaluation nothing is drawn.",
    # RReLU while training
    "drawn_slope": "The slope was drawn between {lower} and {upper}.",
    # ------------------------------------------------------------------ sequences
    # which part of a recurrent layer the number belongs to; direction is `forward` or `backward`
    "recurrent_place": "Layer {layer}, direction {direction}, step {step}.",
    # a state before the first step that no edge brings
    "state_starts_at_zero": "The state before the first step is 0.",
    # dropout between stacked layers had its part
    "dropout_between": "What comes from the layer below went through dropout with p = {p}.",
    # one head of attention, and where it looks most
    "looks_at": "Head {head} looks most at place {number}: weight {weight}, score {score}.",
    # dropout inside a layer that is told by its parts
    "dropout_within": "Dropout with p = {p} had its part in it.",
    # the mean over heads
    "mean_of_heads": "The mean of {count} heads.",
    # ------------------------------------------------------------------ losses
    # the two numbers that a loss compares; with `place` and `target_place`
    "compared": "{symbol} = {value}, {target_symbol} = {target}",
    # the class that should have been found; with the `place` of its score
    "right_class": "The right class of sample {sample} is {number}; its probability is {probability}.",
    # how many terms a mean has
    "mean_of": "The mean over {count} terms.",
    # a mean weighted by class weights
    "weighted_mean": "The mean over the samples, counted by the weights of their classes, which add up to {total}.",
    # a loss that is no mean
    "sum_of": "The sum of {count} terms.",
    # places whose target is ignore_index
    "ignored": "{count} places do not count: their class is {number}.",
    # ------------------------------------------------------------------ a weight after the update
    # the whole gradient was too long, or would have been
    "clipped_by_norm": "The gradient of all weights together has the norm {norm}; it is clipped to {limit}.",
    # a single number was too large
    "clipped_by_value": "The gradient is {value}; it is held within the limit of {limit}.",
    # an optimizer of which only the change is told
    "optimizer_change_only": "{kind} is not told stage by stage; this is what it did to the weight.",
    # nothing came back to the weight
    "optimizer_no_gradient": "No gradient reached this weight, so it stays as it is.",
}
