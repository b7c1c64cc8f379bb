"""Fetches a file over the network: with a limit on silence, progress, a checksum, and an atomic arrival.

A call cannot hang: the socket waits at most `TIMEOUT` seconds for the next bytes, a server that keeps it awake with a
trickle is given up when it has sent less than `SLOWEST` bytes a second, and the look-up of its name, which nothing can
interrupt, is waited for in a thread of its own. The network's modules are imported on use: they would cost a start of
the program 30 ms.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from engine.data.source import Cancelled, DataUnavailable, Progress, check_cancelled
from engine.problem import Problem

TIMEOUT = 10.0  # seconds without a byte
SLOWEST = 1024  # bytes a second on average, once PATIENCE is over
PATIENCE = 30.0  # seconds
BLOCK = 64 * 1024
LARGEST = 64 * 2**20  # a server that sends more sends something else


@dataclass(frozen=True)
class Remote:
    """A file on the network and the MD5 sum (hexadecimal) that it must have."""

    address: str
    md5: str


def fetch(
    remote: Remote,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    timeout: float = TIMEOUT,
) -> None:
    """Puts the file at `target`, whole and checked, or raises DataUnavailable and leaves `target` as it was.

    `progress` is called with 0..1 where the server tells the size. Raises LoadCancelled between two blocks.
    """
    check_cancelled(cancelled)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=".part")
        try:
            blocks = _checked_blocks(remote, progress, cancelled, timeout)
            with open(descriptor, "wb") as file, closing(blocks):
                for block in blocks:
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        finally:
            Path(part).unlink(missing_ok=True)
    except OSError as error:  # of the disk: those of the network have become DataUnavailable on their way
        arguments = {"file": str(target), "reason": error.strerror or str(error)}
        raise DataUnavailable(Problem("data_cache_unwritable", arguments)) from error


def has_md5(path: Path, md5: str) -> bool:
    """Whether a file is there and has this sum (hexadecimal)."""
    digest = _md5()
    try:
        with open(path, "rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError:
        return False
    return digest.hexdigest() == md5


def _checked_blocks(
    remote: Remote, progress: Progress | None, cancelled: Cancelled | None, timeout: float
) -> Generator[bytes, None, None]:
    """The blocks of the file as they come; raises after the last one where they do not add up to the file."""
    import http.client
    import urllib.error

    digest, received, total, start = _md5(), 0, None, time.monotonic()
    try:
        with _opened(remote.address, timeout, cancelled) as response:
            total = response.length
            while block := response.read1(BLOCK):
                received += len(block)
                seconds = time.monotonic() - start
                if seconds > PATIENCE and received < SLOWEST * seconds:
                    raise TimeoutError
                if received > LARGEST:
                    raise _failed("data_checksum", remote)
                digest.update(block)
                yield block
                check_cancelled(cancelled)
                if progress is not None and total:
                    progress(min(received / total, 1.0))
            total = received + (response.length or 0)  # what the server promised and did not send
    except urllib.error.HTTPError as error:
        error.close()  # it is the response as well, and holds its socket
        raise _failed("data_download_failed", remote, reason=f"{error.code} {error.reason}") from error
    except TimeoutError as error:
        raise _failed("data_download_silent", remote, seconds=f"{timeout:g}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise _failed("data_download_silent", remote, seconds=f"{timeout:g}") from error
        raise _failed("data_download_failed", remote, reason=getattr(reason, "strerror", None) or reason) from error
    if received < total:
        raise _failed("data_download_incomplete", remote, expected=total, received=received)
    if digest.hexdigest() != remote.md5:
        raise _failed("data_checksum", remote)


def _opened(address: str, timeout: float, cancelled: Cancelled | None) -> Any:
    """The response to a request. Raises TimeoutError where nothing answers, and LoadCancelled while it waits."""
    import urllib.request

    answers: SimpleQueue[Any] = SimpleQueue()
    is_given_up = threading.Event()

    def ask() -> None:
        try:
            response = urllib.request.urlopen(address, timeout=timeout)
        except BaseException as error:
            answers.put(error)
            return
        answers.put(response)
        if is_given_up.is_set():
            response.close()

    threading.Thread(target=ask, name="download", daemon=True).start()
    end = time.monotonic() + 2 * timeout  # one for the name, one for the connection
    try:
        while True:
            try:
                answer = answers.get(timeout=0.05)
                break
            except Empty:
                check_cancelled(cancelled)
                if time.monotonic() > end:
                    raise TimeoutError from None
    except BaseException:
        is_given_up.set()
        raise
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)


def _failed(code: str, remote: Remote, **arguments: object) -> DataUnavailable:
    return DataUnavailable(Problem(code, {"address": remote.address, **arguments}))
