"""What every test stands on: no display, one thread, no file of the user's, and nothing left behind.

A test fails when it leaves a thread, a running timer or a window, and when an exception was raised where Qt would
have swallowed it. The message says what it was and where it was started.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

# Set before anything imports torch, Qt or platformdirs: they read it once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for threads in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[threads] = "1"
if not os.environ.get("CHAINRULE_TEST_ACCELERATOR"):
    os.environ["CUDA_VISIBLE_DEVICES"] = ""  # what is compared to the bit is computed on the CPU
_home = Path(tempfile.mkdtemp(prefix="chainrule-tests-"))
for directory in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{directory}_HOME"] = str(_home / directory.lower())

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from tests.leaks import LeakDetector  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# Machines differ in speed, so no deadline; CI looks at the same examples each time.
settings.register_profile("chainrule", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("chainrule")

failed_key = pytest.StashKey[bool]()


def pytest_unconfigure() -> None:
    shutil.rmtree(_home, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when != "teardown":
        item.stash[failed_key] = item.stash.get(failed_key, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set up first and torn down last: what the test and its fixtures did not clean up is a failure."""
    detector = LeakDetector()
    with detector:
        yield
    # A failed test could not clean up, and its traceback holds its windows: its own message is enough.
    if detector.found and not request.node.stash.get(failed_key, False):
        pytest.fail("\n\n".join(detector.found), pytrace=False)


@pytest.fixture(autouse=True)
def one_torch_thread() -> Iterator[None]:
    """A test may set the number of torch's threads; the next one starts with one again."""
    yield
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_num_threads") and torch.get_num_threads() != 1:
        torch.set_num_threads(1)


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The one QApplication of this process."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["chainrule"])
    yield application
    application.processEvents()


@pytest.fixture
def wait_until(qapp: QApplication) -> Callable[..., None]:
    """`wait_until(condition, timeout=10.0)` lets Qt work until the condition holds, and fails when it never does."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    def wait(condition: Callable[[], object], timeout: float = 10.0) -> None:
        end = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"the condition did not come to hold within {timeout:g} s")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)  # other threads need the interpreter's lock

    return wait
