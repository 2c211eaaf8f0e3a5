"""Pictures are shown while all threads of Qt's pool are busy: they may wait for Python's lock, which the window holds."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QRunnable, QThread, QThreadPool
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QWidget

from mosaic_qgis.gui import stac_thumbnails
from mosaic_qgis.gui.preview_pane import PictureLabel

LONGEST_S = 20.0


class Busy(QRunnable):
    """Occupies a thread of the pool."""

    def __init__(self, may_end: threading.Event, were_released: list[bool], begun: threading.Semaphore) -> None:
        super().__init__()
        self._may_end, self._were_released, self._begun = may_end, were_released, begun

    def run(self) -> None:
        self._begun.release()
        self._were_released.append(self._may_end.wait(LONGEST_S))


@pytest.fixture
def busy_pool(qgis_app: QgsApplication) -> Iterator[list[bool]]:
    """Whether each thread was released by the test, rather than by the end of its patience."""
    pool, may_end, begun = QThreadPool.globalInstance(), threading.Event(), threading.Semaphore(0)
    assert pool.waitForDone(30_000)
    released: list[bool] = []
    busy = [Busy(may_end, released, begun) for _ in range(pool.maxThreadCount())]
    for each in busy:
        each.setAutoDelete(False)
        pool.start(each)
    assert all(begun.acquire(timeout=30) for _ in busy)
    yield released
    may_end.set()
    assert pool.waitForDone(30_000)
    assert released == [True] * len(busy)


def test_the_picture_of_a_preview(busy_pool: list[bool]) -> None:
    parent = QWidget()
    label = PictureLabel(parent)
    label.resize(300, 200)
    pixels = bytes(range(256)) * 4 * 1024
    picture = QImage(pixels, 1024, 256, 4 * 1024, QImage.Format.Format_ARGB32_Premultiplied).copy()
    label.show_picture(picture)
    seen = label.grab().toImage()
    assert len({seen.pixel(x, 100) for x in range(10, 290)}) > 10
    assert label.shown is picture
    label.show_picture(None)
    assert label.text() and label.shown is None
    assert not busy_pool, "somebody waited for the pool"


def test_thumbnails_are_made_smaller_on_a_thread_of_the_pool(
    qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []
    whole = stac_thumbnails.image_of

    def image_of(text: str, edge_px: int) -> QImage:
        threads.append(QThreadPool.globalInstance().contains(QThread.currentThread()))
        return whole(text, edge_px)

    monkeypatch.setattr(stac_thumbnails, "image_of", image_of)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0xFF8040)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    text = base64.b64encode(bytes(content)).decode()
    hrefs = [f"https://host/{number}.png" for number in range(9)]
    wanted = list(hrefs)
    teller = stac_thumbnails._Teller()
    came: list[tuple[str, int]] = []
    lock = threading.Lock()

    def following() -> str | None:
        with lock:
            return wanted.pop() if wanted else None

    teller.came.connect(lambda href, picture: came.append((href, picture.width())))
    work = stac_thumbnails._Work(following, lambda _href, _is_cancelled: text, 48, teller)

    class Task(QRunnable):
        count = 0

        def run(self) -> None:
            Task.count = work(self)

        def isCanceled(self) -> bool:
            return False

    task = Task()
    task.setAutoDelete(False)
    QThreadPool.globalInstance().start(task)
    assert QThreadPool.globalInstance().waitForDone(30_000)
    QgsApplication.processEvents()
    assert Task.count == 9 and threads == [True] * 9
    assert sorted(came) == [(href, 48) for href in hrefs]
