"""Runs a program with the engine's packages and the test libraries: ``build/engine-python scripts/engine_run.py PROGRAM ARGUMENTS…``.

Development only; for the benchmarks, which measure this project beside others. PROGRAM is a file, or a folder with a ``__main__.py``.
"""

from __future__ import annotations

import runpy
import sys

from engine_pytest import add_test_libraries

if __name__ == "__main__":
    add_test_libraries()
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
