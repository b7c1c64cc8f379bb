"""Writes `resources/torch_layers.json`: every layer of torch.nn that the catalogue does not declare itself.

Run it at a release, with the torch that is pinned (`make table`): signatures, types and defaults come from torch; what
a layer does and what its parameters mean is said here, in our own words. What is not offered stands below, with why.
"""

from __future__ import annotations

import inspect
import json
import typing
from pathlib import Path
from typing import Any

from torch import nn

TABLE = Path(__file__).resolve().parents[1] / "torch_layers.json"

NOT_OFFERED = {"inplace", "device", "dtype", "return_indices", "batch_first", "_random_samples", "_weight",
               "custom_encoder", "custom_decoder", "offsets", "per_sample_weights", "scale_grad_by_freq",
               "include_last_offset"}  # fmt: skip
WORKED_OUT = {"num_features": 1, "input_size": -1, "d_model": -1}  # from which axis of the first input

# Layers of torch.nn that are not offered, and why.
LEFT_OUT = {
    "AdaptiveLogSoftmaxWithLoss": "its shapes depend on the numbers of the target",
    "CTCLoss": "its batch is not the first axis",
    "Container": "holds other layers",
    "CrossMapLRN2d": "an older form of LocalResponseNorm",
    "DataParallel": "spreads a network over devices",
    "LinearCrossEntropyLoss": "Linear and CrossEntropyLoss are the same",
    "MaxUnpool1d": "needs the places of a pooling, which are not offered",
    "MaxUnpool2d": "needs the places of a pooling, which are not offered",
    "MaxUnpool3d": "needs the places of a pooling, which are not offered",
    "Module": "the base of all layers",
    "ModuleDict": "holds other layers",
    "ModuleList": "holds other layers",
    "NLLLoss2d": "deprecated by torch",
    "ParameterDict": "holds parameters",
    "ParameterList": "holds parameters",
    "RNNBase": "the base of RNN, LSTM and GRU",
    "RNNCellBase": "the base of the cells",
    "Sequential": "holds other layers",
    "SyncBatchNorm": "runs on several devices",
    "TransformerDecoder": "holds other layers: repeat a block",
    "TransformerEncoder": "holds other layers: repeat a block",
    "TripletMarginWithDistanceLoss": "takes a function",
    "UpsamplingBilinear2d": "deprecated by torch: use Upsample",
    "UpsamplingNearest2d": "deprecated by torch: use Upsample",
}

_LINE, _PICTURE, _VOLUME = [4, 9], [4, 8, 8], [4, 4, 6, 6]
_SPATIAL = {1: _LINE, 2: _PICTURE, 3: _VOLUME}
_PADS = {
    "Circular": "Pads each axis with what stands at its other end.",
    "Constant": "Pads each axis with one value.",
    "Reflection": "Pads each axis with its own values, mirrored at the border.",
    "Replication": "Pads each axis with its outermost values.",
    "Zero": "Pads each axis with zeros.",
}
_FLOAT = {"accepts": "float"}
_MASKS = {"accepts": "any"}

# What torch's signature does not say: the sentence, an example that runs, and what its inputs have to be.
WORDS: dict[str, dict[str, Any]] = {
    **{
        f"{how}Pad{n}d": {
            "summary": summary, "dims": [n + 2], "input": _SPATIAL[n],
            "params": {"padding": 1} | ({"value": 0.5} if how == "Constant" else {}),
        }
        for how, summary in _PADS.items() for n in (1, 2, 3)
    },
    **{
        f"LPPool{n}d": {"summary": "Takes the p-norm of each window.", "dims": [n + 2], "input": _SPATIAL[n],
                        "params": {"norm_type": 2.0, "kernel_size": 2}}
        for n in (1, 2, 3)
    },
    **{
        f"Dropout{n}d": {"summary": "Sets whole channels to zero at random while training.", "dims": [n + 2],
                         "input": _SPATIAL[n], "params": {}, "random": True}
        for n in (1, 3)
    },
    **{
        f"InstanceNorm{n}d": {"summary": "Normalizes each channel of each sample over its places.", "dims": [n + 2],
                              "input": _SPATIAL[n], "params": {"affine": True}, "port": _FLOAT}
        for n in (1, 3)
    },
    **{
        f"FractionalMaxPool{n}d": {"summary": "Takes maxima over windows of random sizes, to reach any output size.",
                                   "dims": [n + 2], "input": _SPATIAL[n], "random": True,
                                   "params": {"kernel_size": 2, "output_size": 2}}
        for n in (2, 3)
    },
    "ChannelShuffle": {"summary": "Mixes the channels of several groups.", "at_least": 3, "input": _PICTURE,
                       "params": {"groups": 2}},
    "PixelUnshuffle": {"summary": "Moves blocks of pixels into channels.", "dims": [4], "input": _PICTURE,
                       "params": {"downscale_factor": 2}},
    "CosineSimilarity": {"summary": "Says how alike the directions of two vectors are, from -1 to 1.", "input": [6],
                         "params": {}, "at_least": 2},
    "PairwiseDistance": {"summary": "Takes the distance of two vectors.", "input": [6], "params": {}, "at_least": 2},
    "LocalResponseNorm": {"summary": "Divides each channel by the strength of its neighbours.", "at_least": 3,
                          "input": _PICTURE, "params": {"size": 3}},
    "FeatureAlphaDropout": {"summary": "Masks whole channels at random, and keeps mean and variance.", "at_least": 3,
                            "input": _PICTURE, "params": {}, "random": True},
    "EmbeddingBag": {"summary": "Looks up a vector for each number, and joins those of a row.", "dims": [2],
                     "input": ["int64", [5]], "params": {"num_embeddings": 10, "embedding_dim": 4},
                     "port": {"accepts": "index", "differentiable": False}},
    "Fold": {"summary": "Adds sliding windows up to a picture.", "dims": [3], "input": [12, 9],
             "params": {"output_size": [4, 4], "kernel_size": 2}},
    "Unfold": {"summary": "Takes a picture apart into sliding windows.", "dims": [4], "input": _PICTURE,
               "params": {"kernel_size": 2}},
    "Unflatten": {"summary": "Splits one axis into several.", "input": [6], "at_least": 2,
                  "params": {"dim": 1, "unflattened_size": [2, 3]}},
    "RNNCell": {"summary": "Does one step of a simple recurrent layer.", "dims": [2], "input": [6], "port": _FLOAT,
                "params": {"hidden_size": 3}},
    "GRUCell": {"summary": "Does one step of a GRU.", "dims": [2], "input": [6], "port": _FLOAT,
                "params": {"hidden_size": 3}},
    "LSTMCell": {"summary": "Does one step of an LSTM.", "dims": [2], "input": [6], "port": _FLOAT,
                 "params": {"hidden_size": 3}, "inputs": {"input": True, "h_0": False, "c_0": False},
                 "together": ["h_0", "c_0"], "outputs": ["h_1", "c_1"]},
    "TransformerDecoderLayer": {
        "summary": "Attends to itself, then to another sequence, then applies a small network.", "dims": [3],
        "input": [5, 8], "params": {"nhead": 2, "dim_feedforward": 16}, "random": True, "identity": True,
        "masks": True,
    },
    "Transformer": {
        "summary": "Reads one sequence with an encoder, and writes another with a decoder.", "dims": [3],
        "input": [5, 8], "random": True, "identity": True, "masks": True,
        "params": {"nhead": 2, "dim_feedforward": 16, "num_encoder_layers": 1, "num_decoder_layers": 1},
    },
}  # fmt: skip

HELP = {
    "padding": "How much is added at each side, or a number for each side.",
    "value": "The value that is added.",
    "norm_type": "The power; 1 sums, a large one comes close to the maximum.",
    "kernel_size": "The size of the window.",
    "stride": "How far the window moves; left out, by its size.",
    "ceil_mode": "Whether a last window that is not full counts.",
    "p": "How likely each channel is dropped.",
    "eps": "A small number against division by zero.",
    "momentum": "How fast the running statistics follow.",
    "affine": "Whether scale and shift are learned.",
    "track_running_stats": "Whether statistics are kept for use after training.",
    "bias": "Whether an offset is learned.",
    "output_size": "The size that comes out.",
    "output_ratio": "The size that comes out, as a share of what enters.",
    "groups": "How many groups the channels stand in.",
    "downscale_factor": "The height and width of a block.",
    "dim": "The axis, the batch being 0.",
    "keepdim": "Whether the axis stays, with size 1.",
    "size": "How many neighbouring channels count.",
    "alpha": "How much the neighbours count.",
    "beta": "The power of what is divided by.",
    "k": "What is added to the neighbours.",
    "num_embeddings": "How many numbers there are.",
    "embedding_dim": "The length of each vector.",
    "max_norm": "Longer vectors are shortened to this length.",
    "mode": "How the vectors of a row are joined.",
    "sparse": "Whether gradients hold only the rows that were used.",
    "padding_idx": "A number that stands for nothing.",
    "dilation": "The step between the places of a window.",
    "unflattened_size": "The sizes that take the place of the axis.",
    "hidden_size": "How many numbers the state has.",
    "nonlinearity": "What is applied to the sum.",
    "nhead": "How many heads look at the sequence.",
    "num_encoder_layers": "How many layers the encoder has.",
    "num_decoder_layers": "How many layers the decoder has.",
    "dim_feedforward": "The width of the small network.",
    "dropout": "How likely each number is dropped while training.",
    "activation": "What is applied inside the small network.",
    "layer_norm_eps": "A small number against division by zero.",
    "norm_first": "Whether normalization comes before each part.",
}
CHOICES = {
    ("EmbeddingBag", "mode"): ["sum", "mean", "max"],
    ("RNNCell", "nonlinearity"): ["tanh", "relu"],
    ("Transformer", "activation"): ["relu", "gelu"],
    ("TransformerDecoderLayer", "activation"): ["relu", "gelu"],
}
# A newly placed one starts with these, where it needs a value or torch's default is none.
INITIAL = {"padding": 1, "value": 0.0, "norm_type": 2.0, "kernel_size": 2, "output_size": 4, "groups": 2, "size": 5,
           "downscale_factor": 2, "dim": 1, "unflattened_size": [2, 2], "num_embeddings": 1000, "embedding_dim": 32,
           "hidden_size": 32, "nhead": 4}  # fmt: skip
INTEGERS_AT_LEAST = {"dim": None, "padding_idx": None}  # else 1, or 0 where that is the default


def table() -> dict[str, Any]:
    """The whole table, from the torch that is installed."""
    return {name: entry(name) for name in sorted(WORDS)}


def entry(name: str) -> dict[str, Any]:
    words = WORDS[name]
    torch_class = getattr(nn, name)
    signature, hints = inspect.signature(torch_class), typing.get_type_hints(torch_class.__init__)
    parameters = {
        parameter.name: parameter_entry(name, parameter, hints.get(parameter.name))
        for parameter in signature.parameters.values()
        if parameter.name not in NOT_OFFERED and parameter.name not in WORKED_OUT
    }
    given = words.get("inputs") or forward_inputs(torch_class, words)
    shape = words["input"] if isinstance(words["input"][0], str) else ["float32", words["input"]]
    port = words.get("port", _FLOAT) | {key: words[key] for key in ("dims", "at_least") if key in words}
    required = [port_name for port_name, needed in given.items() if needed]
    found = {
        "summary": words["summary"],
        "parameters": parameters,
        "inputs": [
            {"name": port_name, "required": needed, **(port if needed or not words.get("masks") else _MASKS)}
            for port_name, needed in given.items()
        ],
        "outputs": words.get("outputs", ["output"]),
        "worked_out": {key: axis for key, axis in WORKED_OUT.items() if key in signature.parameters},
        "example": {"params": words["params"], "inputs": dict.fromkeys(required, shape)},
    }
    if "batch_first" in signature.parameters:
        found["fixed"] = {"batch_first": True}
    return found | {key: words[key] for key in ("random", "identity", "together") if key in words}


def forward_inputs(torch_class: type[nn.Module], words: dict[str, Any]) -> dict[str, bool]:
    """The arguments of forward that are tensors, and whether each is needed."""
    hints = typing.get_type_hints(torch_class.forward)
    return {
        name: parameter.default is parameter.empty
        for name, parameter in list(inspect.signature(torch_class.forward).parameters.items())[1:]
        if name not in NOT_OFFERED and "Tensor" in str(hints.get(name))
    }


def parameter_entry(kind: str, parameter: inspect.Parameter, hint: Any) -> dict[str, Any]:
    name, default = parameter.name, parameter.default
    found: dict[str, Any] = {"help": HELP[name]}
    options = typing.get_args(hint) if typing.get_origin(hint) is not None else (hint,)
    if (kind, name) in CHOICES:
        found |= {"type": "choice", "choices": CHOICES[kind, name]}
        default = "relu" if callable(default) and default is not parameter.empty else default
    elif bool in options:
        found["type"] = "bool"
    elif any(typing.get_origin(option) in (tuple, list) for option in options) or typing.get_origin(hint) is tuple:
        found |= sizes(kind, name, options)
    elif float in options:
        found["type"] = "float"
    else:
        found["type"] = "int"
        least = INTEGERS_AT_LEAST.get(name, 0 if default == 0 else 1)
        if least is not None:
            found["minimum"] = least
    if default is parameter.empty:
        found["required"] = True
    else:
        found["default"] = float(default) if found["type"] == "float" and default is not None else default
        if default is None:
            found["optional"] = True
    if (default is parameter.empty or default is None and name == "output_size") and name in INITIAL:
        found["initial"] = INITIAL[name]
    return found


def sizes(kind: str, name: str, options: tuple[Any, ...]) -> dict[str, Any]:
    """A number, or one for each axis or side."""
    if float in options:
        return {"type": "floats", "single": True}
    if name == "unflattened_size":
        return {"type": "ints", "minimum": 1}
    dimensions = int(kind[-2]) if kind[-1] == "d" and kind[-2].isdigit() else 2
    if name == "padding" and "Pad" in kind:
        dimensions *= 2
    return {"type": "size", "dimensions": dimensions, "minimum": 0 if name == "padding" else 1}


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
