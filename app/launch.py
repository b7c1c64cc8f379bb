"""The `chainrule` command: opens the window on a file, or hands over to the command line of the engine.

The window comes first: torch and the plots are imported only after it was painted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

EXIT_WRONG_CALL, EXIT_IMPOSSIBLE = 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program with these arguments (those of the process by default) and returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not wants_window(given):
        from app.commands import add_commands
        from engine.cli import main as run_command  # needs no Qt, but for the commands that paint

        add_commands()
        return run_command(given)
    reason = obstacle()
    if reason:
        print(f"chainrule: {reason}", file=sys.stderr)
        return EXIT_IMPOSSIBLE
    return open_window(Path(given[0]) if given else None)


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for the window: none, or a single one that looks like a file."""
    if not arguments:
        return True
    (first, *rest) = arguments
    looks_like_file = bool(Path(first).suffix) or os.sep in first
    return not rest and not first.startswith("-") and looks_like_file


def obstacle() -> str:
    """Why the window cannot open here; empty where it can."""
    from importlib.metadata import version

    qt = version("PySide6-Essentials")
    if is_bad_pair(qt, sys.version_info[:2]):
        return (
            f"PySide6 {qt} aborts within seconds on Python {sys.version_info[0]}.{sys.version_info[1]}; "
            "install PySide6-Essentials below 6.12, or use Python 3.12"
        )
    if sys.platform == "linux" and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        if not os.environ.get("QT_QPA_PLATFORM"):
            return "there is no display to open the window on; `chainrule --help` lists what works without one"
    return ""


def is_bad_pair(qt: str, python: tuple[int, ...]) -> bool:
    """PySide6 6.12.0 loses references to None before Python 3.12, and the process aborts."""
    return qt.split(".")[:2] == ["6", "12"] and tuple(python) < (3, 12)


def set_process_up() -> None:
    """What has to be settled before torch is imported and the first thread starts."""
    from engine.training.memory import keep_freed_memory

    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # torch's threads sleep between steps: a core for the window
    keep_freed_memory()


def open_window(path: Path | None) -> int:
    """Opens the window, on a file where one is given, and runs until it is closed."""
    set_process_up()
    from PySide6.QtWidgets import QApplication

    from app.frame.windows import place_beside
    from app.main_window import MainWindow

    application = QApplication.instance() or QApplication(["chainrule"])
    assert isinstance(application, QApplication)
    application.setApplicationName("chainrule")
    application.setApplicationDisplayName("Chainrule")
    application.setDesktopFileName("chainrule")
    window = MainWindow(application)
    place_beside(window)
    window.first_painted.connect(window.start_engine)
    window.show()
    window.files.open_at_start(path)
    code = application.exec()
    window.shutdown()
    return code
