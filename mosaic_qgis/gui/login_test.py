"""Trying a login in the background, and its steps in the window. QGIS side.

The engine does the asking; what a step says has no secret in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextDocument

from ..engine.client.terms import EngineFailure
from ..host import auth
from ..host.failures import sentence, with_detail
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from .login_steps import subject_of, text_of

if TYPE_CHECKING:
    from .login_dialog import LoginDialog
    from .services import GuiServices
    from .tasks import EngineTask

_TIMEOUT_S = 120.0
_GOOD, _BAD = "mIconSuccess.svg", "mIconWarning.svg"


class LoginTest:
    """At most one test at a time."""

    def __init__(self, dialog: LoginDialog, services: GuiServices | None) -> None:
        self._dialog = dialog
        self._services = services
        self._task: EngineTask | None = None

    @property
    def is_possible(self) -> bool:
        """Whether there is an engine to ask."""
        return self._services is not None

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._task is not None and self._task.is_under_way

    def start(self, source: str, subject: str, login: auth.Login) -> None:
        """Try a login on a mosaic, for the document or the images. Call on the main thread."""
        if self._services is None or not source:
            return
        from ..provider import paths
        from ..provider import uri as uris
        from .tasks import start

        parts = uris.decode(source)
        mosaic = paths.absolute(parts.mosaic)
        engine = self._services.engine
        try:
            credentials: dict[str, Any] = dict(auth.credentials_for(parts.options) or {})
        except EngineFailure as failure:
            self._failed(failure)
            return
        credentials["assets" if subject == "images" else "document"] = login
        self._clear(tr("Trying…"))
        self._dialog.test_button.setText(tr("Cancel"))

        def work(task: EngineTask) -> Mapping[str, Any]:
            from ..engine.client.questions import Credentials, Probe

            request = Probe(uri=mosaic, options=dict(parts.options), credentials=Credentials(**credentials))
            return engine.ask(request, _TIMEOUT_S, task.isCanceled)

        text = tr("Trying a login")
        self._task = task = start(text, work, self._done, self._failed, self._dialog)
        task.taskTerminated.connect(lambda: self._terminated(task))

    def cancel(self) -> None:
        """Stop; nothing is shown any more. Returns at once."""
        task, was_running = self._task, self.is_running
        self._task = None
        if task is not None and was_running:
            task.cancel()
            self._ended()
            self._clear(tr("Cancelled."))

    def forget(self) -> None:
        """What was tried is not what is entered any more: show nothing of it. Returns at once."""
        self.cancel()
        self._clear("")

    @guarded(answer(None))
    def _terminated(self, task: EngineTask) -> None:
        """Cancelled in QGIS's status bar."""
        if task is self._task and task.isCanceled() and not sip.isdeleted(self._dialog):
            self._ended()
            self._clear(tr("Cancelled."))

    def _done(self, result: Mapping[str, Any]) -> None:
        self._ended()
        self._show([(_BAD if step["code"] else _GOOD, subject_of(step), text_of(step)) for step in result["steps"]])

    def _failed(self, failure: EngineFailure) -> None:
        self._ended()
        self._show(
            [(_BAD, tr("Engine"), with_detail(sentence(failure, self._dialog.uri_edit.text()), failure.message))]
        )

    def _ended(self) -> None:
        self._task = None
        self._dialog.test_button.setText(tr("&Test"))

    def _clear(self, text: str) -> None:
        self._dialog.steps_view.setPlainText(text)

    def _show(self, steps: Sequence[tuple[str, str, str]]) -> None:
        view = self._dialog.steps_view
        size_px = view.fontMetrics().height()
        view.document().clear()
        for name in (_GOOD, _BAD):
            picture = QgsApplication.getThemeIcon(f"/{name}").pixmap(size_px, size_px)
            view.document().addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)
        rows = [
            f'<tr><td><img src="{icon}"/>&nbsp;</td><td><b>{escape(name)}</b>&nbsp;&nbsp;</td>'
            f"<td>{escape(redacted(text))}</td></tr>"
            for icon, name, text in steps
        ]
        view.setHtml(f"<table cellpadding='2'>{''.join(rows)}</table>")
