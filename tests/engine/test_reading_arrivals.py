"""What workers deliver to a drawing is taken in the order of its use."""

from __future__ import annotations

import threading

from mosaic_qgis.reading.arrivals import Arrivals
from mosaic_qgis.reading.pool import ImageSource
from mosaic_qgis.reading.tiles import TileKey
from mosaic_qgis.reading.workers import Workers

TILE = TileKey(ImageSource("a.tif"), 0, 0, 0, (1,))


def taken(arrivals: Arrivals) -> list[object]:
    found = []
    while (arrival := arrivals.take(0)) is not None:
        found.append(arrival[0])
    return found


def test_what_is_nearest_to_pixels_comes_first() -> None:
    arrivals = Arrivals()
    keys = [("open", 1), TILE, ("stand in", 1, 2), ("compose", 1, 2), ("open", 2)]
    for key in keys:
        arrivals.put((key, None, None))
    assert taken(arrivals) == [("compose", 1, 2), TILE, ("stand in", 1, 2), ("open", 1), ("open", 2)]


def test_what_comes_later_overtakes_what_was_not_taken() -> None:
    arrivals = Arrivals()
    for number in range(3):
        arrivals.put((("open", number), None, None))
    assert arrivals.take(0) == (("open", 0), None, None)
    arrivals.put((TILE, "pixels", None))
    assert arrivals.take(0) == (TILE, "pixels", None)
    assert taken(arrivals) == [("open", 1), ("open", 2)]


def test_a_wait_ends_when_something_comes() -> None:
    arrivals = Arrivals()
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(arrivals.take(30)))
    waiting.start()
    arrivals.put((TILE, None, None))
    waiting.join(30)
    assert found == [(TILE, None, None)]


def test_nothing_comes() -> None:
    assert Arrivals().take(0) is None
    assert Arrivals().take(0.001) is None


def test_prepared_workers_work() -> None:
    workers = Workers(local_threads=2, remote_threads=3, gdal_options={})
    try:
        workers.prepare()
        workers.prepare()
        names = [thread.name for thread in threading.enumerate()]
        assert {"local-0", "local-1", "remote-0", "remote-1", "remote-2"} <= set(names)
        done = Waiting()
        for number in range(20):
            workers.submit(("job", number), lambda: threading.current_thread().name, done, (0, number), remote=True)
        assert done.all_came.wait(30)
        assert done.names <= {"remote-0", "remote-1", "remote-2"}
    finally:
        workers.stop()


class Waiting:
    """Waits for twenty results."""

    has_left = False

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.count = 0
        self.all_came = threading.Event()
        self._lock = threading.Lock()

    def deliver(self, key: object, result: object, error: Exception | None) -> None:
        with self._lock:
            assert error is None
            self.names.add(str(result))
            self.count += 1
            if self.count == 20:
                self.all_came.set()
