"""Runs pytest with the engine's packages: ``build/engine-python scripts/engine_pytest.py PYTEST-ARGUMENTS…``.

Development only. The test libraries of build/dev come last on the path, so that whatever the engine has is the engine's.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def add_test_libraries() -> None:
    """Append build/dev's packages."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    folder = ROOT / "build" / "dev" / "lib" / version / "site-packages"
    if not folder.is_dir():
        sys.exit(f"The test libraries for {version} are not in {folder}: run `make dev`.")
    sys.path.remove(str(Path(__file__).resolve().parent))
    sys.path.append(str(folder))


if __name__ == "__main__":
    add_test_libraries()
    import pytest

    sys.exit(pytest.main(sys.argv[1:]))
