"""The engine is loaded in a thread, and told of in the window's."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

from app.session.engine_loader import EngineLoader

Wait = Callable[..., None]


def test_ready_comes_once_and_in_this_thread(qapp: object, wait_until: Wait) -> None:
    loaded: list[int] = []
    ready: list[int] = []
    loader = EngineLoader(lambda: loaded.append(threading.get_ident()))
    loader.ready.connect(lambda: ready.append(threading.get_ident()))
    assert not loader.is_ready
    loader.start()
    loader.start()
    wait_until(lambda: loader.is_ready)
    loader.close()
    assert ready == [threading.get_ident()] and len(loaded) == 1 and loaded != ready


def test_an_engine_that_cannot_be_loaded_is_told(qapp: object, wait_until: Wait) -> None:
    def load() -> None:
        raise ImportError("no torch")

    loader, told = EngineLoader(load), []
    loader.failed.connect(told.append)
    loader.start()
    wait_until(lambda: told)
    loader.close()
    assert told == ["no torch"] and not loader.is_ready


def test_closing_waits_for_the_import(qapp: object) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def load() -> None:
        begun.set()
        may_end.wait(10)
        ended.set()

    loader = EngineLoader(load)
    loader.start()
    begun.wait(10)
    threading.Timer(0.02, may_end.set).start()
    loader.close()
    assert ended.is_set()
    EngineLoader(load).close()


def test_the_session_is_there_before_torch(qapp: object) -> None:
    """Opening a project in a document imports no torch; the loader does."""
    code = """
import sys
from PySide6.QtCore import QCoreApplication
application = QCoreApplication([])
import app.session.trainer, app.session.journal, app.session.checker, app.session.recent_files, app.session.preferences
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.engine_loader import EngineLoader, load_engine
document = Document()
trainer = app.session.trainer.Trainer(document, ComputeThread())
checker = app.session.checker.Checker(document)
assert "torch" not in sys.modules, "torch is imported too early"
assert "networkx" not in sys.modules, "networkx is imported too early"
load_engine()
assert "torch" in sys.modules and "torch._dynamo" in sys.modules
checker.start()
assert checker.plan is not None
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
