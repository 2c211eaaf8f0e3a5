"""What the buttons of a problem do on the Data Source Manager page. QGIS side, main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.guard import answer, guarded
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.uri import LayerUri
from . import preview_problems, tasks
from .source_check import as_stac

if TYPE_CHECKING:
    from .services import GuiServices
    from .source_page import SourcePage


class Remedies:
    """The ways out of what is wrong with the source on a page."""

    def __init__(self, page: SourcePage, services: GuiServices) -> None:
        self._page = page
        self._services = services
        self._acts: dict[str, Callable[[], object]] = {
            preview_problems.LOGIN: lambda: page.show_options(page.options.authcfg),
            preview_problems.IMAGES_LOGIN: lambda: page.show_options(page.options.assets_authcfg),
            preview_problems.OPTIONS: page.show_options,
            preview_problems.UNLOCK: self._unlock,
            preview_problems.VECTOR: self._add_vector,
            preview_problems.WITH_STAC: self._open_as_stac,
            preview_problems.SEARCH: lambda: page.search(LayerUri(mosaic=as_stac(page.uri().mosaic))),
            preview_problems.SET_UP: services.set_up,
        }

    @guarded(answer(None))
    def take(self, remedy: str) -> None:
        """Do what a button says."""
        self._acts[remedy]()

    def _unlock(self) -> None:
        if QgsApplication.authManager().setMasterPassword(True):
            self._page.preview.look_again()

    def _open_as_stac(self) -> None:
        uri = self._page.uri()
        self._page.set_source(uris.encode(uri.with_mosaic(as_stac(uri.mosaic))))

    def _add_vector(self) -> None:
        """As a layer of OGR, made in the background: the document may be on a slow server."""
        uri = self._page.uri()
        path = uri.local_path or f"/vsicurl/{uri.mosaic}"

        def load(_task: tasks.EngineTask) -> QgsVectorLayer:
            layer = QgsVectorLayer(path, uri.name, "ogr")
            if not layer.isValid():
                reason = layer.error().summary()
                # Here, on its own thread: the failure would keep it until it is told, on another one.
                del layer
                raise EngineFailure("bad_document", reason)
            layer.moveToThread(QCoreApplication.instance().thread())
            return layer

        def failed(failure: EngineFailure) -> None:
            text = tr("{subject} could not be added as a vector layer.").format(subject=failures.quoted(uri.name))
            self._services.notes.post(text, "error", detail=failure.message, is_news=True)

        text = tr("Opening {subject}").format(subject=failures.quoted(uri.name))
        tasks.start(text, load, QgsProject.instance().addMapLayer, failed, self._page)
