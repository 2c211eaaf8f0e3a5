"""The first look at a mosaic: which images have a say about its bands, and what happens when some are slow or broken."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from data.fixtures import patient  # noqa: F401 - fixture
from data.oracle import open_layer
from data.scenes import Image, write_document, write_image

from mosaic_qgis.mosaic.errors import MosaicNotFoundError, MosaicTimeoutError
from mosaic_qgis.reading import first_images
from mosaic_qgis.reading.first_images import IMAGES_AT_ONCE, MOST_IMAGES, FirstImages, look_at_first
from mosaic_qgis.reading.images import ImageInfo
from mosaic_qgis.reading.pool import ImageSource, image_source
from mosaic_qgis.reading.resources import ReadingResources

LONG_S = 30.0
"""A bound that only a broken program reaches."""


class SlowResources(ReadingResources):
    """Opens some images only when they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()
        self.slow: set[str] = set()
        self.looked: list[str] = []

    def look(self, source: ImageSource) -> ImageInfo:
        self.looked.append(Path(source.href).name)
        if source.href in self.slow:
            assert self.let_go.wait(LONG_S)
        return super().look(source)


@pytest.fixture
def slow() -> Iterator[SlowResources]:
    made = SlowResources()
    yield made
    made.let_go.set()
    made.close()


def identify(href: str) -> ImageSource:
    return image_source(href, {})


@pytest.fixture
def images(tmp_path: Path) -> list[str]:
    return [str(write_image(tmp_path / f"{number}.tif", Image(size_px=20), number)) for number in range(MOST_IMAGES)]


def names(found: FirstImages) -> list[str]:
    return [Path(info.href).name for info in found.infos]


@pytest.mark.usefixtures("patient")
def test_images_have_a_say_in_their_order(images: list[str], slow: SlowResources) -> None:
    found = look_at_first(images, identify, slow)
    assert names(found) == [f"{number}.tif" for number in range(IMAGES_AT_ONCE)]
    assert found.failures == ()
    # What is known is not opened again.
    slow.looked.clear()
    assert names(look_at_first(images, identify, slow)) == names(found)
    assert slow.looked == []


class RemoteResources(ReadingResources):
    """Images on a network are noted, and are not there."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()

    def look(self, source: ImageSource) -> ImageInfo:
        if source.is_remote:
            self.asked.put(source.href)
            raise MosaicNotFoundError("It is not there.", asset=source.href)
        return super().look(source)


def test_images_in_the_middle_are_looked_at_and_have_no_say(images: list[str]) -> None:
    made = RemoteResources()
    try:
        middle = [images[0], "https://host.example/a.tif", "https://host.example/b.tif"]
        found = look_at_first(images[:2], identify, made, find_ahead=lambda: middle)
        assert {made.asked.get(timeout=LONG_S), made.asked.get(timeout=LONG_S)} == set(middle[1:])
        assert found.infos
        assert found.failures == ()
    finally:
        made.close()


def test_what_comes_late_has_no_say(images: list[str], slow: SlowResources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_images, "LOCAL_OTHERS_S", 0.05)
    slow.slow = {images[2]}
    found = look_at_first(images[:3], identify, slow)
    assert "0.tif" in names(found)
    assert "2.tif" not in names(found)
    assert found.failures == ()


def test_a_slow_first_image_does_not_hold_up_the_layer(
    images: list[str], slow: SlowResources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_images, "FIRST_S", 0.05)
    slow.slow = {images[0]}
    found = look_at_first(images[:2], identify, slow)
    assert names(found) == ["1.tif"]


def test_an_image_that_never_comes(images: list[str], slow: SlowResources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_images, "LONGEST_S", 0.05)
    slow.slow = set(images)
    found = look_at_first(images, identify, slow)
    assert (found.infos, found.failures) == ((), ())
    assert isinstance(found.refusal(), MosaicTimeoutError)


def test_broken_images_before_a_good_one(images: list[str], slow: SlowResources) -> None:
    for path in images[: IMAGES_AT_ONCE + 1]:
        Path(path).unlink()
    found = look_at_first(images, identify, slow)
    assert names(found)[0] == f"{IMAGES_AT_ONCE + 1}.tif"
    assert [failure.asset for failure in found.failures] == images[: IMAGES_AT_ONCE + 1]
    assert {failure.code for failure in found.failures} == {"not_found"}


def test_no_image_at_all(images: list[str], slow: SlowResources, tmp_path: Path) -> None:
    document = write_document(tmp_path, [Path(path) for path in images])
    for path in images:
        Path(path).unlink()
    with pytest.raises(MosaicNotFoundError, match=f"None of the first {MOST_IMAGES} images of the mosaic can be read"):
        open_layer(document, slow)
    found = look_at_first(images[:1], identify, slow)
    assert str(found.refusal()).startswith("The first image of the mosaic cannot be read. The image")


@pytest.mark.usefixtures("patient")
def test_a_fault_of_the_program_is_a_failure(
    images: list[str], slow: SlowResources, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = SlowResources.look

    def look(self: SlowResources, source: ImageSource) -> ImageInfo:
        if source.href == images[0]:
            raise RuntimeError("unforeseen")
        return plain(self, source)

    monkeypatch.setattr(SlowResources, "look", look)
    found = look_at_first(images[:2], identify, slow)
    assert names(found) == ["1.tif"]
    assert [failure.code for failure in found.failures] == ["internal"]
