"""Fixtures of the installer's tests."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.environment.small_world import Index, Packages, Watch


@pytest.fixture(scope="session")
def python() -> Path:
    """The interpreter under the tests' virtual environment: what an installer on this machine finds."""
    return Path(f"{sys.base_exec_prefix}/bin/python{sys.version_info[0]}.{sys.version_info[1]}")


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """Environment variables of a machine on which nobody has configured pip; failures come at once."""
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PIP_RETRIES": "0", "PIP_TIMEOUT": "20"}


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    return Packages(folder=tmp_path / "räder und wheels", place=tmp_path / "requirements")


@pytest.fixture
def index(packages: Packages) -> Iterator[Index]:
    server = Index(packages.folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.hold.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def watch() -> Watch:
    return Watch()
