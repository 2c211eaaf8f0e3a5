"""A map that nobody wants any more leaves the engine to others: nothing further is opened, decoded or composed for it."""

from __future__ import annotations

import threading

import pytest
from data.fixtures import imagery  # noqa: F401 - a fixture
from data.oracle import Grid, draw, open_layer

from mosaic_qgis.reading import drawing as drawing_module
from mosaic_qgis.reading.layer import ReadingResources
from mosaic_qgis.reading.units import compose
from mosaic_qgis.reading.values import Cancelled, ReadRequest

BOUND_S = 20


class Gate:
    """Stands for a function: the first call waits until it is opened; all are counted."""

    def __init__(self, function) -> None:
        self.function = function
        self.calls = 0
        self.entered, self.opened = threading.Event(), threading.Event()

    def __call__(self, *arguments, **named):
        self.calls += 1
        self.entered.set()
        assert self.opened.wait(BOUND_S)
        return self.function(*arguments, **named)


class Answer:
    """A waiter that notes that its job was done."""

    has_left = False

    def __init__(self) -> None:
        self.came = threading.Event()

    def deliver(self, key, result, error) -> None:
        self.came.set()


def request_of(layer) -> ReadRequest:
    return ReadRequest(extent=layer.description.extent, width=700, height=500)


@pytest.mark.parametrize("step", ["look", "decode"])
def test_what_waits_is_dropped(imagery, monkeypatch, step):  # noqa: F811
    """The only thread is opening (decoding) when the map is cancelled; it then does what others want, and no more."""
    resources = ReadingResources(local_threads=1)
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    gate = Gate(getattr(resources.local, step))
    monkeypatch.setattr(resources.local, step, gate)
    if step == "look":
        # Opening the layer has looked at some images already.
        monkeypatch.setattr(resources, "known_info", lambda _source: None)
    with pytest.raises(Cancelled):
        layer.read(request_of(layer), lambda _patch: None, gate.entered.is_set)
    assert gate.calls == 1
    after = Answer()
    resources.workers.submit("after", lambda: None, after, (99,))
    gate.opened.set()
    assert after.came.wait(BOUND_S)
    assert gate.calls == 1
    assert resources.ahead.nbytes == 0
    monkeypatch.undo()
    assert draw(layer, _grid(layer)).report.complete
    resources.close()


def _grid(layer):
    return Grid(layer.description.extent, 700, 500)


def test_composing_ends_between_two_images(imagery, monkeypatch):  # noqa: F811
    resources = ReadingResources(local_threads=1)
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    seen = []

    def unwanted(state, target, is_unwanted):
        images = len(state.parts)
        position = compose(state, target, lambda: True)
        seen.append((images, position, set(state.used)))
        return compose(state, target, is_unwanted)

    monkeypatch.setattr(drawing_module, "compose", unwanted)
    assert draw(layer, _grid(layer)).report.complete
    assert seen
    assert all(images > 0 and position == 0 and used == set() for images, position, used in seen)
    resources.close()


def test_a_long_list_of_images_is_left_at_once(imagery):  # noqa: F811
    """Also while it is only being found out which images are needed."""
    resources = ReadingResources(local_threads=1)
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    draw(layer, _grid(layer))
    resources.canvases.clear()
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 8

    with pytest.raises(Cancelled):
        layer.read(request_of(layer), lambda _patch: None, cancelled)
    assert len(asked) <= 10
    resources.close()
