"""What `make` does about missing system packages, tried with stand-ins for the system's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "resources" / "setup" / "setup.sh"
MISSING = ("libEGL.so.1", "libxcb-cursor.so.0")


class Machine:
    """A machine whose programs are scripts in one folder, before the real ones on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "apt.log"
        self.venv = folder / "venv"
        (self.venv / "bin").mkdir(parents=True)
        (self.venv / "bin" / "python").symlink_to(sys.executable)
        self.has_libraries(all_of_them=True)
        self.is_root(True)
        # An installation that works: from then on the libraries are there.
        self.program("apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {self.log}; cp {folder}/all {folder}/libraries')
        self.program("sudo", "exit 1")

    def program(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def has_libraries(self, *, all_of_them: bool) -> None:
        lines = [f"\t{word} (libc6,x86-64) => /lib/{word}" for word in SCRIPT.read_text().split() if ".so." in word]
        (self.folder / "all").write_text("\n".join(lines))
        present = [line for line in lines if all_of_them or line.split()[0] not in MISSING]
        (self.folder / "libraries").write_text("\n".join(present))
        self.program("ldconfig", f"cat {self.folder}/libraries")

    def is_root(self, root: bool) -> None:
        self.program("id", f"echo {0 if root else 1000}")

    def setup(self, purpose: str = "libraries", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", SCRIPT, purpose, self.venv],
            env={"PATH": f"{self.folder}:{os.environ['PATH']}", **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def apt_calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_where_nothing_is_missing_nothing_is_said_or_called(machine: Machine) -> None:
    done = machine.setup()
    assert (done.returncode, done.stdout, done.stderr, machine.apt_calls()) == (0, "", "", [])


def test_as_root_what_is_missing_is_installed_without_questions(machine: Machine) -> None:
    machine.has_libraries(all_of_them=False)
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert "libegl1 libxcb-cursor0" in done.stdout
    update, install = machine.apt_calls()
    assert update == "noninteractive update -qq"
    assert "--no-install-recommends" in install
    assert install.endswith(" libegl1 libxcb-cursor0")


def test_without_root_the_one_line_to_type_is_printed(machine: Machine) -> None:
    machine.has_libraries(all_of_them=False)
    machine.is_root(False)
    done = machine.setup()
    line = "sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends libegl1 libxcb-cursor0'"
    assert done.returncode != 0
    assert line in [text.strip() for text in done.stderr.splitlines()]
    assert machine.apt_calls() == []


def test_an_installation_that_does_not_help_is_told(machine: Machine) -> None:
    machine.has_libraries(all_of_them=False)
    machine.program("apt-get", "exit 0")
    done = machine.setup()
    assert done.returncode != 0
    assert "yet not found: libegl1 libxcb-cursor0" in done.stderr


def test_an_installation_that_fails_is_told(machine: Machine) -> None:
    machine.has_libraries(all_of_them=False)
    machine.program("apt-get", 'echo "E: no network" >&2; exit 100')
    done = machine.setup()
    assert done.returncode != 0
    assert "E: no network" in done.stderr
    assert "could not install" in done.stderr


def test_a_python_without_venv_asks_for_debians_package(machine: Machine) -> None:
    shutil.rmtree(machine.venv)
    machine.is_root(False)
    machine.program("split", 'case "$2" in *ensurepip*) exit 1 ;; esac; exec ' + f'{sys.executable} "$@"')
    done = machine.setup(PYTHON=str(machine.folder / "split"))
    assert done.returncode != 0
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv'" in done.stderr


def test_a_python_that_is_too_old_is_refused(machine: Machine) -> None:
    shutil.rmtree(machine.venv)
    machine.program("old", "exit 1")
    done = machine.setup("venv", PYTHON=str(machine.folder / "old"))
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert not machine.venv.exists()


def test_the_virtual_environment_is_made_once(machine: Machine) -> None:
    done = machine.setup("venv", PYTHON="no-such-python")
    assert (done.returncode, done.stdout) == (0, "")
