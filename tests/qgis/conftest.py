"""QGIS for all tests of this folder, with a profile of its own, and a provider on an engine that the tests drive."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fake_engine import FakeEngine, FakeNotes, FakePending, FakeRemote  # noqa: E402
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer  # noqa: E402


@pytest.fixture(autouse=True)
def guarded_failures(qgis_app: QgsApplication) -> Iterator[list[str]]:
    """A guarded method that raised is a failure of the test, although QGIS saw nothing of it."""
    failures: list[str] = []

    def note(message: str, tag: str, _level: object) -> None:
        if tag == "MosaicJSON" and "a safe answer was given instead" in message:
            failures.append(message)

    QgsApplication.messageLog().messageReceived.connect(note)
    yield failures
    QgsProject.instance().clear()
    QgsApplication.processEvents()
    QgsApplication.messageLog().messageReceived.disconnect(note)
    assert not failures, "\n".join(failures)


@pytest.fixture
def notes() -> FakeNotes:
    return FakeNotes()


@pytest.fixture
def remote() -> FakeRemote:
    return FakeRemote()


@pytest.fixture
def waits_s(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The bounds of all waits for the fake engine so far: what is sure to be quick on a busy machine as well."""
    bounds_s: list[float] = []
    wait = FakePending.wait

    def noted(pending: FakePending, timeout_s: float) -> bool:
        bounds_s.append(timeout_s)
        return wait(pending, timeout_s)

    monkeypatch.setattr(FakePending, "wait", noted)
    return bounds_s


@pytest.fixture
def engine(remote: FakeRemote) -> FakeEngine:
    return FakeEngine(remote)


@pytest.fixture
def provider_registered(qgis_app: QgsApplication, engine: FakeEngine, notes: FakeNotes) -> Iterator[None]:
    """The provider key, answered by the fake engine."""
    from mosaic_qgis.provider import registration
    from mosaic_qgis.provider.metadata import MosaicMetadata
    from mosaic_qgis.provider.opening import MosaicOpener

    registration.set_implementation(MosaicMetadata(MosaicOpener(engine, notes)))  # type: ignore[arg-type]
    yield
    QgsProject.instance().clear()
    registration.set_implementation(None)


@pytest.fixture
def make_layer(provider_registered: None) -> Iterator[Callable[..., QgsRasterLayer]]:
    """Makes a layer on the fake engine that lives as long as the test; the source's file need not exist."""
    layers: list[QgsRasterLayer] = []

    def make(source: str = "/data/m.json") -> QgsRasterLayer:
        layers.append(QgsRasterLayer(source, "mosaic", "mosaicjson"))
        return layers[-1]

    yield make
    layers.clear()
