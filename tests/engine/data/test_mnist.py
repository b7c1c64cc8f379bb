"""The real Fashion-MNIST files of Debian's package, and small stand-ins for folder, cache and download."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.mnist import FILES, FashionMnist, Mnist, Origin
from engine.data.source import DataUnavailable, LoadCancelled, Loaded


@pytest.fixture(scope="module")
def fashion() -> Loaded:
    return FashionMnist().load()


def test_real_files_have_the_known_sizes_and_balance(fashion):
    for part, count in ((fashion.columns, 60_000), (fashion.test, 10_000)):
        assert part["image"].shape == (count, 1, 28, 28) and part["image"].dtype == np.float32
        assert part["label"].shape == (count,) and part["label"].dtype == np.int64
        assert part["image"].min() == 0 and part["image"].max() == 1
        assert (np.bincount(part["label"]) == count // 10).all()


def test_real_files_are_read_as_they_stand(fashion):
    folder = Path(FashionMnist.origin.system_folder)
    with gzip.open(folder / "t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read()[16:], np.uint8).reshape(-1, 1, 28, 28)
    with gzip.open(folder / "t10k-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read()[8:], np.uint8)
    np.testing.assert_array_equal(fashion.test["image"], pixels / np.float32(255))
    np.testing.assert_array_equal(fashion.test["label"], labels)
    assert labels[:5].tolist() == [9, 2, 1, 1, 6]  # ankle boot, pullover, two trousers, shirt


def small_files(train: int = 20, test: int = 10) -> dict[str, bytes]:
    """The four files with few images; image number i is filled with i."""
    files = {}
    for prefix, count in (("train", train), ("t10k", test)):
        images = np.repeat(np.arange(count, dtype=np.uint8), 28 * 28).tobytes()
        labels = (np.arange(count) % 10).astype(np.uint8).tobytes()
        files[f"{prefix}-images-idx3-ubyte"] = struct.pack(">4I", 0x0803, count, 28, 28) + images
        files[f"{prefix}-labels-idx1-ubyte"] = struct.pack(">2I", 0x0801, count) + labels
    return files


def assert_small(loaded: Loaded) -> None:
    np.testing.assert_array_equal(loaded.columns["image"][:, 0, 5, 7], np.arange(20, dtype=np.float32) / 255)
    np.testing.assert_array_equal(loaded.columns["label"], np.arange(20) % 10)
    assert len(loaded.test["label"]) == 10


@pytest.mark.parametrize(
    ("written_as", "pack"),
    [("{}.gz", gzip.compress), ("{}", bytes), ("dotted", bytes)],
)
def test_reads_the_folder_that_the_user_names(tmp_path, written_as, pack):
    for file, data in small_files().items():
        name = file.replace("-idx", ".idx") if written_as == "dotted" else written_as.format(file)
        (tmp_path / name).write_bytes(pack(data))
    assert_small(Mnist(folder=str(tmp_path)).load())


@pytest.mark.parametrize("folder", ["nowhere", "with\nnewline", "~nobody-of-this-name/x"])
def test_names_the_folder_that_lacks_a_file(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataUnavailable) as caught:
        Mnist(folder=folder).load()
    assert caught.value.problem.code == "data_folder_lacks"
    shown = folder.replace("\n", "\\n")  # one line, whatever the name holds
    assert shown in str(caught.value) and "train-images-idx3-ubyte" in str(caught.value)


def test_refuses_labels_that_do_not_fit(tmp_path):
    for file, data in small_files().items():
        (tmp_path / file).write_bytes(data)
    labels = tmp_path / "t10k-labels-idx1-ubyte"
    labels.write_bytes(struct.pack(">2I", 0x0801, 9) + bytes(9))
    with pytest.raises(DataUnavailable, match="t10k-labels") as caught:
        Mnist(folder=str(tmp_path)).load()
    assert caught.value.problem.code == "data_counts_differ"
    labels.write_bytes(struct.pack(">2I", 0x0801, 10) + bytes([10] * 10))
    with pytest.raises(DataUnavailable, match="t10k-labels") as caught:
        Mnist(folder=str(tmp_path)).load()
    assert caught.value.problem.code == "data_label_range"


@pytest.fixture
def small_mnist(server, monkeypatch) -> type[Mnist]:
    """MNIST as the local server has it: small, with the sums of its own files."""
    packed = {file: gzip.compress(data, mtime=0) for file, data in small_files().items()}
    for file, data in packed.items():
        server.serve(f"/mnist/{file}.gz", data)
    sums = tuple(hashlib.md5(packed[file]).hexdigest() for file in FILES)
    monkeypatch.setattr(Mnist, "origin", Origin("", f"{server.address}mnist/", sums))
    return Mnist


def test_downloads_once_and_then_reads_the_cache(server, cache, small_mnist):
    seen: list[float] = []
    assert_small(small_mnist().load(seen.append))
    assert seen == sorted(seen) and seen[-1] == pytest.approx(1)
    assert sorted(path.name for path in (cache / "mnist").iterdir()) == sorted(f"{file}.gz" for file in FILES)
    assert len(server.asked) == 4
    assert_small(small_mnist().load())
    assert len(server.asked) == 4


def test_replaces_what_is_damaged_in_the_cache(server, cache, small_mnist):
    small_mnist().load()
    (cache / "mnist" / f"{FILES[0]}.gz").write_bytes(b"damaged")
    assert_small(small_mnist().load())
    assert server.asked[4:] == [f"/mnist/{FILES[0]}.gz"]


def test_tells_of_a_wrong_checksum_and_keeps_nothing(server, cache, small_mnist):
    server.serve(f"/mnist/{FILES[1]}.gz", b"something else")
    with pytest.raises(DataUnavailable) as caught:
        small_mnist().load()
    assert caught.value.problem.code == "data_checksum"
    assert [path.name for path in (cache / "mnist").iterdir()] == [f"{FILES[0]}.gz"]


def test_tells_of_a_missing_network(cache, small_mnist, monkeypatch):
    monkeypatch.setattr(Mnist, "origin", replace(Mnist.origin, address="http://127.0.0.1:1/"))
    with pytest.raises(DataUnavailable) as caught:
        small_mnist().load()
    assert caught.value.problem.code == "data_download_failed"
    assert "network" in caught.value.problem.hint


def test_stops_when_cancelled(cache, small_mnist):
    with pytest.raises(LoadCancelled):
        small_mnist().load(cancelled=lambda: True)


def test_prefers_the_system_folder(tmp_path, cache, small_mnist, server, monkeypatch):
    for file, data in small_files().items():
        (tmp_path / file).write_bytes(data)
    monkeypatch.setattr(Mnist, "origin", replace(Mnist.origin, system_folder=os.fspath(tmp_path)))
    assert_small(small_mnist().load())
    assert server.asked == []


@pytest.mark.parametrize("source", [Mnist, FashionMnist])
def test_the_table_of_addresses_is_complete(source):
    addresses = [source.origin.remote(file) for file in FILES]
    assert len({remote.md5 for remote in addresses}) == 4
    assert all(len(remote.md5) == 32 and remote.address.startswith("http") for remote in addresses)
