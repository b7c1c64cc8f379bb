"""Where the engine's tests compute: on the CPU, unless `CHAINRULE_TEST_ACCELERATOR=1` asks for the accelerator.

On an accelerator some kernels add in any order; they are told not to, for what is compared to the bit.
"""

from __future__ import annotations

import os
import warnings

import torch

ASKED_FOR = "CHAINRULE_TEST_ACCELERATOR"
ACCELERATOR = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
DEVICE = ACCELERATOR if ACCELERATOR is not None and os.environ.get(ASKED_FOR) else torch.device("cpu")
DEVICES = ("cpu",) if DEVICE.type == "cpu" else ("cpu", DEVICE.type)

if DEVICE.type != "cpu":
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cuda.enable_mem_efficient_sdp(False)  # attention's fast kernel adds in any order all the same
    torch.backends.cuda.enable_flash_sdp(False)
    warnings.filterwarnings("ignore", message=".*does not have a deterministic implementation.*")
