"""The download against a server that behaves well, and against six that do not."""

from __future__ import annotations

import hashlib
import socket
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from engine.data import download
from engine.data.download import Remote, fetch, has_md5
from engine.data.source import DataUnavailable, LoadCancelled

BODY = bytes(range(256)) * 2000
MD5 = hashlib.md5(BODY).hexdigest()


def code_of(remote: Remote, target: Path, timeout: float = 5.0) -> str:
    """The code of the problem; whatever was at the target must still be there, and nothing beside it."""
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(DataUnavailable) as caught:
        fetch(remote, target, timeout=timeout)
    assert (target.read_bytes() if target.exists() else None) == before
    assert [path for path in target.parent.iterdir() if path != target] == []
    assert remote.address in str(caught.value)
    return caught.value.problem.code


def test_brings_the_file_with_progress(server, tmp_path):
    server.serve("/file", BODY)
    target = tmp_path / "new" / "file"
    seen: list[float] = []
    fetch(Remote(server.address + "file", MD5), target, seen.append)
    assert target.read_bytes() == BODY
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert list(target.parent.iterdir()) == [target]
    assert has_md5(target, MD5) and not has_md5(target, "0" * 32) and not has_md5(tmp_path / "none", MD5)


def test_refuses_another_file(server, tmp_path):
    server.serve("/file", BODY[:-1] + b"!")
    target = tmp_path / "file"
    target.write_bytes(b"old")
    assert code_of(Remote(server.address + "file", MD5), target) == "data_checksum"


def test_refuses_a_file_that_is_cut_off(server, tmp_path):
    server.serve("/file", BODY[:1000], promised=len(BODY))
    assert code_of(Remote(server.address + "file", MD5), tmp_path / "file") == "data_download_incomplete"


def test_refuses_a_file_without_end(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 100_000)
    server.serve("/file", BODY)
    assert code_of(Remote(server.address + "file", MD5), tmp_path / "file") == "data_checksum"


def test_tells_of_a_file_that_is_not_there(server, tmp_path):
    assert code_of(Remote(server.address + "none", MD5), tmp_path / "file") == "data_download_failed"


def test_tells_of_a_closed_port(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/file"
    assert code_of(Remote(address, MD5), tmp_path / "file") == "data_download_failed"


def test_gives_up_on_silence_before_and_after_the_header(server, tmp_path):
    let_go = threading.Event()

    def silent(request: BaseHTTPRequestHandler) -> None:
        let_go.wait(10)

    def silent_later(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(BODY)))
        request.end_headers()
        request.wfile.write(BODY[:100])
        request.wfile.flush()
        let_go.wait(10)

    server.answers = {"/silent": silent, "/later": silent_later}
    try:
        for path in ("silent", "later"):
            assert code_of(Remote(server.address + path, MD5), tmp_path / "file", timeout=0.1) == "data_download_silent"
    finally:
        let_go.set()


def after(count):
    """Cancels from the question after so many on."""
    asked = iter(range(10**6))
    return lambda: next(asked) >= count


@pytest.fixture
def no_name_server(monkeypatch):
    """Looking up a name takes until the test is over."""
    is_over = threading.Event()

    def hang(*_, **__):
        is_over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield
    is_over.set()
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(10)


def test_gives_up_on_a_name_that_is_never_found(no_name_server, tmp_path):
    with pytest.raises(DataUnavailable) as raised:
        fetch(Remote("http://nowhere.invalid/file", "0"), tmp_path / "file", timeout=0.1)
    assert raised.value.problem.code == "data_download_silent"
    assert list(tmp_path.iterdir()) == []


def test_stops_while_a_name_is_looked_up(no_name_server, tmp_path):
    with pytest.raises(LoadCancelled):
        fetch(Remote("http://nowhere.invalid/file", "0"), tmp_path / "file", cancelled=after(2))


def test_gives_up_on_a_trickle(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE", 0.0)
    monkeypatch.setattr(download, "SLOWEST", 10**12)
    server.serve("/file", BODY)
    assert code_of(Remote(server.address + "file", MD5), tmp_path / "file") == "data_download_silent"


def test_stops_when_cancelled(server, tmp_path):
    server.serve("/file", BODY)
    with pytest.raises(LoadCancelled):
        fetch(Remote(server.address + "file", MD5), tmp_path / "file", cancelled=after(2))
    assert list(tmp_path.iterdir()) == []


def test_tells_of_a_cache_that_cannot_be_written(server, tmp_path):
    server.serve("/file", BODY)
    (tmp_path / "file").write_bytes(b"a file where a folder should be")
    with pytest.raises(DataUnavailable) as caught:
        fetch(Remote(server.address + "file", MD5), tmp_path / "file" / "inside")
    assert caught.value.problem.code == "data_cache_unwritable"
