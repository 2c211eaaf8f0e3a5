"""The pane beside the source: what a mosaic is before it is added, and what is wrong with it. QGIS side, main thread.

Waits until nobody types any more, looks in the background (preview_look.py) and shows what comes; the next change cancels
that. Opens nothing itself; what is done about a problem is the page's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QImage, QPainter, QShowEvent
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QWidget,
)

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.redaction import redacted
from ..host.translation import tr
from . import preview_facts, preview_problems
from .preview_look import PreviewLook
from .preview_map import PreviewMap
from .preview_problems import Problem
from .tab_order import insert_before

if TYPE_CHECKING:
    from ..provider.source import MosaicSource
    from ..provider.uri import LayerUri
    from .services import GuiServices

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_PAUSE_MS = 500
"""Nobody has typed for so long: a look makes sense."""
_LEAST_PX = 240
_LINES_HIGH = 11
"""Height of the picture in lines of text."""


class PreviewPane(QWidget, _FORM):
    """The pane."""

    remedy_asked = pyqtSignal(str)
    """A button of a problem was pressed: a constant of preview_problems."""
    problem_changed = pyqtSignal()
    """Something is wrong, or nothing is any more."""
    opened = pyqtSignal(object)
    """The mosaic on show (a MosaicSource), None when it is another one's turn."""

    title_label: QLabel
    progress_row: QWidget
    progress_bar: QProgressBar
    cancel_button: QPushButton
    problem_frame: QFrame
    problem_icon: QLabel
    problem_label: QLabel
    remedies_layout: QHBoxLayout
    pictures: QWidget
    pictures_layout: QHBoxLayout
    facts: QTextBrowser

    def __init__(self, services: GuiServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setupUi(self)
        self.picture = PictureLabel(self)
        self.map = PreviewMap(self)
        self.map.setAccessibleName(tr("Where the mosaic lies"))
        self.pictures_layout.addWidget(self.picture, 1)
        self.pictures_layout.addWidget(self.map, 1)
        self.source: MosaicSource | None = None
        """The open mosaic on show; held, so that a layer finds it open."""
        self.problem: Problem | None = None
        self._uri: LayerUri | None = None
        self._images = ""
        self._look: PreviewLook | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._begin)
        self.cancel_button.clicked.connect(self._cancel)
        services.engine.environment_looked_at.connect(self._engine_known)
        services.engine.environment_made.connect(self._engine_known)
        self._clear()

    def show_uri(self, uri: LayerUri | None, problem: Problem | None = None) -> None:
        """Look at a mosaic when nothing else is asked for in the next half second; None: there is none to look at.

        `problem` is what is wrong already.
        """
        if uri == self._uri and uri is not None and self._is_about_it:
            return
        self._stop()
        self._uri = uri
        self._clear()
        self.show_problem(problem)
        if uri is not None:
            self._pause.start()

    def look_again(self) -> None:
        """Look at the same mosaic once more, at once."""
        self._stop()
        self._clear()
        self._begin()

    def show_problem(self, problem: Problem | None) -> None:
        """Say what is wrong, with buttons that lead out of it."""
        self.problem = problem
        while self.remedies_layout.count():
            item = self.remedies_layout.takeAt(0)
            if item.widget() is not None:
                item.widget().deleteLater()
        self.problem_frame.setVisible(problem is not None)
        if problem is not None:
            self._dress_problem(problem)
        self.problem_changed.emit()

    def _dress_problem(self, problem: Problem) -> None:
        icon = "/mIconInfo.svg" if problem.is_note else "/mIconWarning.svg"
        size = self.fontMetrics().height()
        self.problem_icon.setPixmap(QgsApplication.getThemeIcon(icon).pixmap(QSize(size, size)))
        self.problem_label.setText(problem.sentence)
        self.problem_label.setToolTip(tip(redacted(problem.detail)))
        buttons = []
        for remedy in problem.remedies:
            button = QPushButton(preview_problems.remedy_text(remedy), self)
            button.setObjectName(f"remedy_{remedy}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, remedy=remedy: self._ask_for(remedy))
            self.remedies_layout.addWidget(button)
            buttons.append(button)
        self.remedies_layout.addStretch(1)
        insert_before(self.facts, buttons)

    @property
    def least_width(self) -> int:
        """What the pane needs when all of it is shown, in pixels."""
        pictures = self.picture.minimumWidth() + self.map.minimumWidth() + self.pictures_layout.spacing()
        margins = self.layout().contentsMargins()
        return int(max(pictures + margins.left() + margins.right(), self.minimumSizeHint().width()))

    @property
    def is_looking(self) -> bool:
        """Whether something is to come."""
        return self._look is not None or self._pause.isActive()

    # QWidget interface

    @guarded(answer(None))
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Nobody looks: a slow server is not waited for.
        if not event.spontaneous():
            self._stop()

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._uri is not None and not self._is_about_it:
            self._pause.start()

    # Own

    @property
    def _is_about_it(self) -> bool:
        """Whether what is shown, or on its way, is about the present mosaic."""
        return self.is_looking or self.source is not None or self.problem is not None

    @guarded(answer(None))
    def _ask_for(self, remedy: str) -> None:
        if remedy == preview_problems.AGAIN:
            self.look_again()
        else:
            self.remedy_asked.emit(remedy)

    @guarded(answer(None))
    def _begin(self) -> None:
        uri = self._uri
        if uri is None:
            return
        is_there = self._services.engine.is_environment_there
        if is_there is None:
            # The answer comes with a signal.
            self._show_progress(shown=True)
            return
        if not is_there:
            self.show_problem(preview_problems.not_set_up())
            return
        longest_px = max(_LEAST_PX, round(max(self.picture.width(), self.picture.height()) * self.devicePixelRatioF()))
        try:
            self._look = look = PreviewLook(self._services.opener, uri, longest_px, self)
        except EngineFailure as failure:
            self._look = None
            self._show_failure(failure)
            return
        look.described.connect(self._described)
        look.counted.connect(self._counted)
        look.outlined.connect(self._outlined)
        look.pictured.connect(self._pictured)
        look.ended.connect(self._ended)
        look.start()
        self.show_problem(None)
        text = tr("Looking at {subject}").format(subject=failures.quoted(uri.name))
        self.facts.setPlainText(f"{text}…")
        self._show_progress(shown=True)

    def _stop(self) -> None:
        self._pause.stop()
        self._show_progress(shown=False)
        look, self._look = self._look, None
        if look is not None and not sip.isdeleted(look):
            look.cancel()

    @guarded(answer(None))
    def _cancel(self, _checked: bool = False) -> None:
        self._stop()
        if self.source is None:
            self.facts.clear()
        self.show_problem(preview_problems.cancelled())

    @guarded(answer(None))
    def _engine_known(self) -> None:
        if self._uri is not None and self._look is None and self.source is None and not self._pause.isActive():
            self._show_progress(shown=False)
            self._begin()

    def _clear(self) -> None:
        had = self.source is not None
        self.source, self._images = None, "…"
        self.title_label.setText(tr("Preview"))
        self.pictures.hide()
        self.picture.show_picture(None)
        self.map.show_place(None)
        self.facts.setPlainText(tr("What a mosaic holds is shown here as soon as its address is complete."))
        self.show_problem(None)
        self._show_progress(shown=False)
        if had:
            self.opened.emit(None)

    def _show_progress(self, *, shown: bool) -> None:
        self.progress_row.setVisible(shown)

    # What a look tells

    @guarded(answer(None))
    def _described(self, source: MosaicSource) -> None:
        self.source = source
        described = source.description
        self.title_label.setText(str(described["name"] or (self._uri.name if self._uri is not None else "")))
        self.pictures.show()
        self.map.show_place(described["bounds_geographic"])
        self._show_facts()
        self.opened.emit(source)

    @guarded(answer(None))
    def _counted(self, images: str) -> None:
        self._images = images
        self._show_facts()

    @guarded(answer(None))
    def _outlined(self, geometries: Sequence[Mapping[str, Any]]) -> None:
        if self.source is not None:
            self.map.show_place(self.source.description["bounds_geographic"], geometries)

    @guarded(answer(None))
    def _pictured(self, pixels: bytes, width_px: int, height_px: int) -> None:
        form = QImage.Format.Format_ARGB32_Premultiplied
        self.picture.show_picture(QImage(pixels, width_px, height_px, 4 * width_px, form).copy())

    @guarded(answer(None))
    def _ended(self, failure: EngineFailure | None) -> None:
        look, self._look = self._look, None
        if look is not None:
            look.deleteLater()
        self._show_progress(shown=False)
        if failure is not None:
            self._show_failure(failure)

    def _show_failure(self, failure: EngineFailure) -> None:
        if self._uri is not None:
            manager = QgsApplication.authManager()
            is_locked = failure.code == "auth" and self._uri_has_login() and not manager.masterPasswordIsSet()
            problem = preview_problems.locked() if is_locked else preview_problems.problem_of(failure, self._uri)
            self.show_problem(problem)
        if self.source is None:
            self.facts.setPlainText(redacted(failure.message))

    def _uri_has_login(self) -> bool:
        options = self._uri.options if self._uri is not None else {}
        return bool(options.get("authcfg") or options.get("assets_authcfg"))

    def _show_facts(self) -> None:
        if self.source is not None:
            rows = preview_facts.rows(self.source.description, self.source.bands, self._images)
            self.facts.setHtml(preview_facts.as_html(rows))


class PictureLabel(QLabel):
    """A picture, as large as there is room for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture: QImage | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("Picture of the mosaic"))
        self.setMinimumSize(100, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> QImage | None:
        """The picture; None: there is none yet."""
        return self._picture

    def show_picture(self, picture: QImage | None) -> None:
        """Show a picture; None: there is none yet."""
        self._picture = picture
        self.setToolTip("" if picture is None else tr("The mosaic as a new layer would show it"))
        self.setText("…" if picture is None else "")
        self.update()

    # QWidget interface

    @guarded(lambda self: QSize(160, 160))
    def sizeHint(self) -> QSize:
        side = _LINES_HIGH * self.fontMetrics().height()
        return QSize(side, side)

    @guarded(answer(None))
    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        if self._picture is None:
            return
        # Painted: scaling a QImage waits for Qt's thread pool with Python's lock held, and tasks there may wait for that lock.
        room = self.contentsRect()
        size = self._picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(room.center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._picture)
        painter.end()
