"""Withdrawn while a mosaic is opened: at once, however long its store keeps silent, and without harm to other work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from data.scenes import Image, write_mosaic
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.batch.mosaics import Source, forget, opened
from mosaic_qgis.engine.server.handlers.edit import merge
from mosaic_qgis.engine.server.handlers.export import export
from mosaic_qgis.engine.server.handlers.gathering import create_from_stac
from mosaic_qgis.engine.server.handlers.make_overview import make_overview
from mosaic_qgis.engine.server.handlers.save import save
from mosaic_qgis.engine.server.handlers.validate import validate
from mosaic_qgis.engine.server.handlers.write_tiles import write_tiles
from mosaic_qgis.engine.server.handlers.write_twin import write_twin
from mosaic_qgis.engine.wire.editing import Merge, MergedSource
from mosaic_qgis.engine.wire.exporting import Export
from mosaic_qgis.engine.wire.gathering import CreateFromStac
from mosaic_qgis.engine.wire.overviews import MakeOverview
from mosaic_qgis.engine.wire.request import Request
from mosaic_qgis.engine.wire.saving import Save
from mosaic_qgis.engine.wire.tiles import WriteTiles
from mosaic_qgis.engine.wire.twins import WriteTwin
from mosaic_qgis.engine.wire.validating import Validate
from mosaic_qgis.mosaic.errors import MosaicError

PATH = "/mosaic.json"
BOUND_S = 60.0


@pytest.fixture
def silent(scripted_server: ScriptedServer) -> Iterator[str]:
    """A mosaic whose server takes questions and never answers."""
    yield scripted_server.script(PATH, Answer(silent=True))
    # Before anything else is put away: those who still wait for it hear that it is gone.
    scripted_server.stop()


class WithdrawnJob:
    """A request that is withdrawn as soon as the store has been asked."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server

    def progress(self, fraction: float | None, text: str) -> None:
        """Nobody listens."""

    def is_cancelled(self) -> bool:
        return bool(self._server.received_at(PATH))


def asked(folder: Path, uri: str) -> dict[str, tuple[Callable[..., object], Request]]:
    """Every request that writes and reads a mosaic for it: what answers it, and itself."""
    return {
        "save": (save, Save(uri=uri, target=str(folder / "m.json"))),
        "merge": (merge, Merge(sources=(MergedSource(uri=uri),) * 2, target=str(folder / "m.json"))),
        "export": (export, Export(uri=uri, target=str(folder / "o.tif"))),
        "tiles": (write_tiles, WriteTiles(uri=uri, file=str(folder / "t.mbtiles"))),
        "twin": (write_twin, WriteTwin(uri=uri, file=str(folder / "t.vrt"))),
        "overview": (make_overview, MakeOverview(uri=uri, file=str(folder / "o.tif"))),
        "stac": (create_from_stac, CreateFromStac(uri=uri, target=str(folder / "m.json"))),
        "validate": (validate, Validate(uri=uri)),
    }


@pytest.mark.parametrize("name", ["save", "merge", "export", "tiles", "twin", "overview", "stac", "validate"])
def test_work_is_withdrawn_while_the_store_keeps_silent(
    name: str, silent: str, scripted_server: ScriptedServer, tmp_path: Path
) -> None:
    handler, request = asked(tmp_path, silent)[name]
    job: Any = WithdrawnJob(scripted_server)
    with pytest.raises(MosaicError) as failure:
        handler(request, job)
    # One that had waited for the store would say that the store does not answer.
    assert failure.value.code == "cancelled"
    assert not list(tmp_path.iterdir())


def test_nobody_waits_for_the_opening_of_somebody_else(silent: str, scripted_server: ScriptedServer) -> None:
    source = Source(uri=silent)
    is_unwanted = threading.Event()
    first_ended: list[str] = []

    def first() -> None:
        with pytest.raises(MosaicError) as failure, opened(source, is_unwanted.is_set):
            pass
        first_ended.append(failure.value.code)

    thread = threading.Thread(target=first)
    thread.start()
    try:
        with pytest.raises(MosaicError) as failure, opened(source, lambda: bool(scripted_server.received_at(PATH))):
            pass
        assert failure.value.code == "cancelled"
    finally:
        is_unwanted.set()
        thread.join(BOUND_S)
    assert first_ended == ["cancelled"]


def test_an_open_mosaic_stays_so_for_others(tmp_path: Path) -> None:
    """Who had it opened is withdrawn later: the mosaic goes on."""
    source = Source(uri=str(write_mosaic(tmp_path, [Image(size_px=64)])))
    is_unwanted = threading.Event()
    with opened(source, is_unwanted.is_set) as layer:
        is_unwanted.set()
        assert layer.backend.cancelled is not None and not layer.backend.cancelled()
        with opened(source, is_unwanted.is_set) as same:
            assert same is layer
    forget(source)
