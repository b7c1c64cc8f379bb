"""Which samples are stepped through, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from engine.training.rehearsal import Samples


def samples_text(samples: Samples | None, shown: int) -> str:
    """`Sample 0 of train`; of a batch, also which one is shown. None are the first of the training part."""
    translate = QCoreApplication.translate
    if samples is not None and samples.typed:
        return translate("Theatre", "Typed sample")
    part, index, count = ("train", 0, 1) if samples is None else (samples.part, samples.index, samples.count)
    names = {
        "train": translate("Theatre", "train"),
        "validation": translate("Theatre", "validation"),
        "test": translate("Theatre", "test"),
    }
    if count == 1:
        return translate("Theatre", "Sample {index} of {part}").format(index=index, part=names[part])
    return translate("Theatre", "Batch {index} to {last} of {part}, sample {shown} shown").format(
        index=index, last=index + count - 1, part=names[part], shown=index + shown
    )
