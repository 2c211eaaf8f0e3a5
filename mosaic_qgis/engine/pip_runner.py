"""Runs pip, from a wheel file when the interpreter has none, and ends with the process that started it.

Side: ENGINE's interpreter, run by path as ``<python> -I pip_runner.py WHEEL|- PIP-ARGUMENTS…`` (with ``-S`` too when WHEEL
is given). Its standard input is a pipe that the installer keeps open: end of input means that QGIS is gone, and then
pip must not go on writing into a folder that the next installer clears away. Nobody imports this file.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading

INTERPRETERS_OWN_PIP = "-"


def end_with_parent() -> None:
    """Wait for the end of standard input, then end the whole process at once. Reads the descriptor, not the buffered
    stream: a thread that sits in ``sys.stdin`` at exit makes the interpreter abort."""
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    wheel, sys.argv = sys.argv[1], ["pip", *sys.argv[2:]]
    if wheel != INTERPRETERS_OWN_PIP:
        sys.path.insert(0, wheel)
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
