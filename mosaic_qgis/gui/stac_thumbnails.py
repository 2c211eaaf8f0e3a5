"""Pictures of found images, fetched for the rows that are in view only: a few at a time, bounded. QGIS side.

Rows that went out of view before their turn are not fetched. A picture that cannot be had is asked for once.
"""

from __future__ import annotations

import base64
import binascii
import queue
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QImage, QImageReader

from ..engine.client.terms import EngineFailure
from ..host.auth import credentials_for
from ..host.guard import answer, guarded
from ..host.log import log
from ..host.redaction import redacted
from ..host.translation import tr
from . import tasks

if TYPE_CHECKING:
    from .services import GuiServices
    from .tasks import EngineTask

AT_ONCE: Final = 4
MAX_BYTES: Final = 2 * 2**20
TIMEOUT_S: Final = 30.0
_LARGEST_PX = 20_000
_MOST_PIXELS = 25_000_000
"""Of a picture as it comes; larger ones are no thumbnails. A few kilobytes can be a picture that fills the memory, and
not every format is made smaller while it is read."""


class Thumbnails(QObject):
    """Fetches for one table."""

    arrived = pyqtSignal(str, QImage)
    """Address and picture; the picture is empty where none can be had. On the main thread."""

    def __init__(self, services: GuiServices, edge_px: int, parent: QObject) -> None:
        """`edge_px`: longer edge of the pictures, in pixels of the screen."""
        super().__init__(parent)
        self._services = services
        self._edge_px = edge_px
        self._home = ""
        self._login: Mapping[str, Any] | None = None
        self._queue: deque[str] = deque()
        self._asked: set[str] = set()
        self._lock = threading.Lock()
        self._task: EngineTask | None = None

    def set_home(self, address: str, options: Mapping[str, str]) -> None:
        """Whose pictures are fetched next, and with which logins. A login that is locked: without one."""
        self.cancel()
        self._home = address
        with self._lock:
            self._asked.clear()
        try:
            self._login = credentials_for(options, may_ask=False)
        except EngineFailure:
            self._login = None

    def want(self, hrefs: Sequence[str]) -> None:
        """Fetch these, the first ones first, and no others that wait."""
        with self._lock:
            self._queue = deque(href for href in hrefs if href not in self._asked)
            is_idle = not self._queue or (self._task is not None and self._task.is_under_way)
        if not is_idle:
            teller = _Teller()
            teller.came.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)
            work = _Work(self._next, self._fetch_with(self._login, self._home), self._edge_px, teller)
            self._task = tasks.start(tr("Fetching thumbnails"), work, self._ended, self._failed, self)

    def cancel(self) -> None:
        """Fetch nothing more."""
        with self._lock:
            self._queue.clear()
        if self._task is not None and self._task.is_under_way:
            self._task.cancel()
        self._task = None

    @guarded(answer(None))
    def _hand_on(self, href: str, image: QImage) -> None:
        self.arrived.emit(href, image)

    def _ended(self, _count: object) -> None:
        self._task = None
        with self._lock:
            left = list(self._queue)
        # What was wanted while the last one was on its way.
        self.want(left)

    def _failed(self, _failure: EngineFailure) -> None:
        self._task = None

    def _next(self) -> str | None:
        with self._lock:
            if not self._queue:
                return None
            href = self._queue.popleft()
            self._asked.add(href)
            return href

    def _fetch_with(self, login: Mapping[str, Any] | None, home: str) -> Callable[[str, Callable[[], bool]], str]:
        from ..engine.client.questions import Credentials, FetchPicture

        engine = self._services.engine
        credentials = None if login is None else Credentials(**login)

        def fetch(href: str, is_cancelled: Callable[[], bool]) -> str:
            request = FetchPicture(href=href, home=home, max_bytes=MAX_BYTES, credentials=credentials)
            answer_of = engine.ask(request, TIMEOUT_S, is_cancelled)
            return str(answer_of["base64"])

        return fetch


class _Teller(QObject):
    """Hands pictures over to the main thread. The work keeps it: a signal of the window's own could be gone by then."""

    came = pyqtSignal(str, QImage)


class _Work:
    """Runs on a thread of QGIS's pool, with some of its own."""

    def __init__(
        self,
        following: Callable[[], str | None],
        fetch: Callable[[str, Callable[[], bool]], str],
        edge_px: int,
        teller: _Teller,
    ) -> None:
        self._following = following
        self._fetch = fetch
        self._edge_px = edge_px
        self._teller = teller
        self._fetched: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()

    def __call__(self, task: EngineTask) -> int:
        count, running = 0, AT_ONCE
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mosaic-thumbnails") as pool:
            for _ in range(AT_ONCE):
                pool.submit(self._fetch_all, task.isCanceled)
            while running:
                found = self._fetched.get()
                if found is None:
                    running -= 1
                elif not task.isCanceled():
                    # Here: Qt makes pictures smaller with the help of the pool that this thread belongs to, and waits for it.
                    self._teller.came.emit(found[0], image_of(found[1], self._edge_px))
                    count += 1
        return count

    def _fetch_all(self, is_cancelled: Callable[[], bool]) -> None:
        try:
            self._fetch_some(is_cancelled)
        finally:
            self._fetched.put(None)

    def _fetch_some(self, is_cancelled: Callable[[], bool]) -> None:
        while not is_cancelled():
            href = self._following()
            if href is None:
                break
            try:
                text = self._fetch(href, is_cancelled)
            except EngineFailure as failure:
                if failure.code == "cancelled":
                    break
                log(tr("No thumbnail from {address}: {reason}").format(address=redacted(href), reason=failure.message))
                text = ""
            self._fetched.put((href, text))


def image_of(text: str, edge_px: int) -> QImage:
    """A picture no larger than `edge_px`; empty where the bytes are none. Any thread."""
    try:
        content = QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return QImage()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    is_large = max(size.width(), size.height()) > _LARGEST_PX or size.width() * size.height() > _MOST_PIXELS
    if not size.isValid() or is_large:
        return QImage()
    if max(size.width(), size.height()) > edge_px:
        reader.setScaledSize(
            size.scaled(QSize(edge_px, edge_px), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        )
    return reader.read()
