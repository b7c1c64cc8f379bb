"""MNIST and Fashion-MNIST: from a folder that the user names, from the system, from the cache, or from the network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from engine.data.columns import Column
from engine.data.download import Remote, fetch, has_md5
from engine.data.idx import read_idx
from engine.data.source import Array, Arrays, Cancelled, DataUnavailable, Loaded, Progress, Source, steps
from engine.layers.parameters import Text
from engine.problem import Problem

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
IMAGE = (28, 28)
CLASSES = 10
DOWNLOAD_PART = 0.9  # of the progress, where there is something to download


@dataclass(frozen=True)
class Origin:
    """Where a data set comes from: the folder of the system's package, the address, and the files' MD5 sums."""

    system_folder: str
    address: str
    md5: tuple[str, str, str, str]

    def remote(self, file: str) -> Remote:
        return Remote(f"{self.address}{file}.gz", self.md5[FILES.index(file)])


class IdxImages(Source):
    """Ten classes of grey images of 28 x 28 pixels; the test set comes with them."""

    brings_test = True
    origin: ClassVar[Origin]

    folder = Text(None, optional=True, help="Where the four IDX files lie; empty looks around, then downloads them.")

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("image", "float32", (1, *IMAGE)), Column("label", "int64", (), CLASSES)

    def sample_count(self) -> int | None:
        return None

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        paths, done = self._paths(progress, cancelled)
        rest = 1 - done

        def reading(first: float, last: float) -> Progress | None:
            if progress is None:
                return None
            return lambda part: progress(done + rest * (first + (last - first) * part))

        train = _read(paths[0], paths[1], reading(0, 0.85), cancelled)
        test = _read(paths[2], paths[3], reading(0.85, 1), cancelled)
        return Loaded(train, test)

    def _paths(self, progress: Progress | None, cancelled: Cancelled | None) -> tuple[list[Path], float]:
        """The four files, and how much of the progress went into getting them."""
        if self.folder:
            folder = Path(os.path.expanduser(self.folder))  # leaves alone what it cannot expand
            return [_present(folder, file) for file in FILES], 0.0
        system = [_found(Path(self.origin.system_folder), file) for file in FILES]
        if self.origin.system_folder and all(system):
            return [path for path in system if path is not None], 0.0
        cache = cache_folder() / self.name
        paths = [cache / f"{file}.gz" for file in FILES]
        sums = zip(FILES, paths, self.origin.md5, strict=True)
        missing = [file for file, path, md5 in sums if not has_md5(path, md5)]
        for index, file in enumerate(missing):
            fetch(self.origin.remote(file), cache / f"{file}.gz", _part(progress, index, len(missing)), cancelled)
        return paths, DOWNLOAD_PART if missing else 0.0


class Mnist(IdxImages):
    """70,000 handwritten digits of 28 x 28 pixels, 10,000 of them for testing."""

    name = "mnist"
    origin = Origin(
        "",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        (
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    )


class FashionMnist(IdxImages):
    """70,000 pictures of clothes of 28 x 28 pixels, 10,000 of them for testing."""

    name = "fashion-mnist"
    origin = Origin(
        "/usr/share/datasets/fashion-mnist",  # Debian's package dataset-fashion-mnist
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        (
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310",
        ),
    )


def cache_folder() -> Path:
    """Where the user's system keeps what can be downloaded again."""
    from platformdirs import user_cache_path  # on use: it costs a start of the program 10 ms

    return user_cache_path("chainrule", appauthor=False)


def _found(folder: Path, file: str) -> Path | None:
    """The file in this folder, compressed or not; both ways in which its name is written are known."""
    names = [f"{stem}{suffix}" for stem in (file, file.replace("-idx", ".idx")) for suffix in (".gz", "")]
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _present(folder: Path, file: str) -> Path:
    try:
        path = _found(folder, file)
    except (OSError, ValueError):  # a folder that may not be searched, or no possible path at all
        path = None
    if path is None:
        raise DataUnavailable(Problem("data_folder_lacks", {"file": f"{file}.gz", "folder": str(folder)}))
    return path


def _read(images: Path, labels: Path, progress: Progress | None, cancelled: Cancelled | None) -> Arrays:
    """Images in 0..1 and labels. Raises DataUnavailable where the two files do not fit each other."""
    raw, numbers = read_idx(images, IMAGE), read_idx(labels, ())
    if len(raw) != len(numbers):
        arguments = {"file": str(labels), "expected": len(raw), "received": len(numbers)}
        raise DataUnavailable(Problem("data_counts_differ", arguments))
    if numbers.max() >= CLASSES:
        arguments = {"file": str(labels), "expected": CLASSES - 1, "received": int(numbers.max())}
        raise DataUnavailable(Problem("data_label_range", arguments))
    pixels: Array = np.empty((len(raw), 1, *IMAGE), dtype=np.float32)
    for part in steps(len(raw), 10_000, progress, cancelled):
        np.divide(raw[part, None], np.float32(255), out=pixels[part])
    return {"image": pixels, "label": numbers.astype(np.int64)}


def _part(progress: Progress | None, index: int, count: int) -> Progress | None:
    if progress is None:
        return None
    return lambda part: progress(DOWNLOAD_PART * (index + part) / count)
