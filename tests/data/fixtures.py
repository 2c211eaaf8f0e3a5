"""Fixtures of the reading tests: generated imagery, and resources that are closed afterwards. ENGINE packages."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from data.make import make

from mosaic_qgis.reading import first_images
from mosaic_qgis.reading.layer import ReadingResources

ROOT = Path(__file__).resolve().parents[2]


def cogeo_mosaic_program() -> Path:
    """The independent program; a development dependency that has to be there."""
    beside = ROOT / "build" / "dev" / "bin" / "cogeo-mosaic"
    found = str(beside) if beside.is_file() else shutil.which("cogeo-mosaic", path=str(Path(sys.executable).parent))
    assert found, "cogeo-mosaic is not installed: run `make dev`"
    return Path(found)


@pytest.fixture(scope="session")
def imagery() -> Path:
    """Folder of the set `tests` of `tests/data/make.py`; made once, kept under build/."""
    folder = ROOT / "build" / "data"
    make("tests", folder, cogeo_mosaic_program())
    return folder / "tests"


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    """Fresh resources: nothing is cached, nothing is open."""
    made = ReadingResources()
    yield made
    made.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every first image has its say, however busy the machine is."""
    for name in ("OTHERS_S", "LOCAL_OTHERS_S", "FIRST_S"):
        monkeypatch.setattr(first_images, name, 60.0)
