"""Overview images drawn in tasks: the same file wherever its blocks are drawn, and nothing left of work that ends early."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from data.fixtures import resources
from data.scenes import Image, write_document, write_image

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.batch.mosaics import Source
from mosaic_qgis.batch.overview import OverviewWish, create_overview
from mosaic_qgis.batch.runner import LocalRunner, Outcome, WorkCancelled
from mosaic_qgis.mosaic.errors import (
    BadAssetError,
    BadRequestError,
    MosaicExistsError,
    MosaicNotFoundError,
    UnreachableError,
    UnsupportedError,
)
from mosaic_qgis.reading import overview_making
from mosaic_qgis.reading.overview_making import make_overview
from mosaic_qgis.reading.values import Cancelled

__all__ = ["resources"]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Three images, in a folder of their own."""
    folder = tmp_path / "scene"
    folder.mkdir()
    paths = [write_image(folder / f"{number}.tif", Image(mask="alpha"), number) for number in range(3)]
    return write_document(folder, paths)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are many."""
    monkeypatch.setattr(overview_making, "BLOCK_PX", 32)


class Backwards(LocalRunner):
    """Its tasks end in the wrong order."""

    def run(self, task, items, *, cancelled) -> Iterator[Outcome]:
        yield from reversed(list(super().run(task, items, cancelled=cancelled)))


def create(document: Path, path: Path, runner=None, **wishes):
    options = {"indexes": "1", "pixel_selection": "mean", "exclude": "0.tif"}
    source = Source(uri=str(document), options=options)
    return create_overview(source, OverviewWish(file=str(path), maxzoom=12, **wishes), runner or LocalRunner(2))


def test_the_file_is_the_same_wherever_its_blocks_are_drawn(document, small_blocks, resources, tmp_path):
    path = document.parent / "overview.tif"
    made = create(document, path, Backwards(2))
    assert made.overview.as_dict() == json.loads(document.read_text())["overview"] == {"href": "overview.tif", "maxzoom": 12}  # fmt: skip
    drawn = path.read_bytes()
    create(document, path, overwrite=True)
    assert path.read_bytes() == drawn
    make_overview(MosaicBackend(str(document), tms=None), path, resources, maxzoom=12)
    assert path.read_bytes() == drawn
    with rasterio.open(path) as image:
        # All bands and images of the document, whatever a layer's options say.
        assert image.count == 4 and image.read(4).any()
        assert np.unique(image.read(1)).size > 20


def test_what_is_there_stays_unless_asked(document, tmp_path):
    path = document.parent / "o.tif"
    path.write_text("precious")
    with pytest.raises(MosaicExistsError):
        create(document, path)
    assert path.read_text() == "precious"
    create(document, path, overwrite=True)
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [("o.png", BadRequestError, "ends in"), ("no/o.tif", MosaicNotFoundError, "does not exist")],
)
def test_places_that_cannot_be(document, name, error, words):
    before = document.read_text()
    with pytest.raises(error, match=words):
        create(document, document.parent / name)
    assert document.read_text() == before


def test_a_database_cannot_name_it(document, tmp_path):
    whole = MosaicBackend(str(document), tms=None).whole_mosaic()
    uri = f"sqlite:///{tmp_path / 'm.db'}:m"
    with MosaicBackend(uri, mosaic_def=whole.model_copy(update={"name": "m"})) as backend:
        backend.write()
    with pytest.raises(UnsupportedError, match="Further keys"):
        create_overview(Source(uri=uri), OverviewWish(file=str(tmp_path / "o.tif")), LocalRunner(1))
    assert not (tmp_path / "o.tif").exists()


def test_a_broken_image_ends_the_work_unless_it_may_be_left_out(document):
    before = document.read_text()
    (document.parent / "1.tif").write_bytes(b"II*\0 no image")
    path = document.parent / "o.tif"
    with pytest.raises(BadAssetError, match=r"1\.tif.*left out"):
        create(document, path)
    assert not path.exists() and document.read_text() == before
    made = create(document, path, skips_broken=True)
    assert [Path(str(failure.asset)).name for failure in made.skipped] == ["1.tif"]


def test_a_task_that_fails_leaves_nothing(document):
    class Failing(LocalRunner):
        def run(self, task, items, *, cancelled) -> Iterator[Outcome]:
            yield Outcome(number=0, error=UnreachableError("the network is gone"))

    files, before = sorted(document.parent.iterdir()), document.read_text()
    with pytest.raises(UnreachableError, match="network is gone"):
        create(document, document.parent / "o.tif", Failing(1))
    assert sorted(document.parent.iterdir()) == files and document.read_text() == before


def test_cancelled_while_blocks_are_drawn(document, small_blocks):
    files, before = sorted(document.parent.iterdir()), document.read_text()
    seen: list[str] = []
    with pytest.raises(WorkCancelled):
        create_overview(
            Source(uri=str(document)),
            OverviewWish(file=str(document.parent / "o.tif"), maxzoom=12),
            LocalRunner(2),
            report=lambda _, text: seen.append(text),
            cancelled=lambda: any("block" in text for text in seen),
        )
    assert sorted(document.parent.iterdir()) == files and document.read_text() == before


def test_cancelled_while_gdal_writes_it_ends_at_once_and_cleans_up(document, monkeypatch, resources):
    begun, go_on = threading.Event(), threading.Event()
    ended: list[threading.Thread] = []
    real = overview_making.copy_dataset

    def slow(*arguments, **options):
        ended.append(threading.current_thread())
        begun.set()
        assert go_on.wait(60)
        real(*arguments, **options)

    monkeypatch.setattr(overview_making, "copy_dataset", slow)
    files, before = sorted(document.parent.iterdir()), document.read_text()
    with pytest.raises(Cancelled):
        make_overview(
            MosaicBackend(str(document), tms=None),
            document.parent / "o.tif",
            resources,
            maxzoom=12,
            cancelled=begun.is_set,
        )
    go_on.set()
    ended[0].join(60)
    assert not ended[0].is_alive()
    assert sorted(document.parent.iterdir()) == files and document.read_text() == before
