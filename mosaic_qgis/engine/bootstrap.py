"""Starts a program with the engine's packages and nothing else.

Side: ENGINE. Run by path as ``<python> -I -S bootstrap.py FOLDER (-m MODULE | -c CODE | SCRIPT | -) ARGS…``: the two flags
keep the host's site-packages, the user's site-packages and the PYTHON* variables out; FOLDER and the plugin's root are
then the only things added to the path. FOLDER ``-`` stands for an environment that already has everything (conda): the
interpreter's own site-packages are used. This file imports nothing but the standard library, and nobody imports it.
"""

from __future__ import annotations

import code
import os
import runpy
import sys
from importlib.abc import InspectLoader
from pathlib import Path

OWN_PACKAGES = "-"
USAGE = "usage: bootstrap.py FOLDER [-m MODULE | -c CODE | SCRIPT | - | --version] [ARGS …]"


def add_packages(folder: str) -> None:
    """Put the packages in ``folder``, and the plugin's root after them, behind the standard library."""
    if folder == OWN_PACKAGES:
        import site

        site.ENABLE_USER_SITE = False
        site.main()
    else:
        packages = Path(folder)
        if not packages.is_dir():
            sys.exit(f"The engine's packages must be in a folder; {folder!r} is none. Set the engine up again.")
        sys.path.append(str(packages))
        if hasattr(os, "add_dll_directory"):  # Windows: DLLs that a wheel expects beside the packages
            os.add_dll_directory(str(packages.resolve()))
    sys.path.append(str(Path(__file__).resolve().parents[2]))


def run(arguments: list[str]) -> None:
    """Run what ``arguments`` name, as ``python`` itself would."""
    if not arguments:
        if sys.stdin.isatty():
            code.interact(local={"__name__": "__main__"})
            return
        arguments = ["-"]
    first, rest = arguments[0], arguments[1:]
    if first in {"-V", "--version"}:
        print(f"Python {sys.version.split()[0]}")  # noqa: T201 (what `python --version` does)
    elif first == "-m" and rest:
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c" and rest:
        sys.argv = ["-c", *rest[1:]]
        run_source(rest[0])
    elif first == "-":
        sys.argv = ["-", *rest]
        run_source(sys.stdin.read())
    elif first.startswith("-"):
        sys.exit(f"{USAGE}\nThe option {' '.join(arguments[:2])!r} is unknown or incomplete.")
    else:
        sys.argv = [first, *rest]
        sys.path.insert(0, str(Path(first).resolve().parent))
        runpy.run_path(first, run_name="__main__")


class ProgramText(InspectLoader):
    """Loads a module from text at hand instead of a file."""

    def __init__(self, source: str) -> None:
        self._source = source

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 (there is one text, whatever the name)
        """The text."""
        return self._source


def run_source(source: str) -> None:
    """Run program text in ``__main__`` itself, so that what it defines outlives this call."""
    ProgramText(source).exec_module(sys.modules["__main__"])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(USAGE)
    add_packages(sys.argv[1])
    run(sys.argv[2:])
