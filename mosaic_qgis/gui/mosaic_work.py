"""What windows do with the mosaic of a layer: ask the engine about it, and give the layer another source. QGIS side.

Called on the main thread; nothing here waits there. A layer keeps its style, name and place when its source changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import QgsDataProvider, QgsMapLayer, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import PROVIDER_KEY
from ..host.asking import answer_of
from ..host.auth import credentials_for
from ..host.openings import LONGEST_S
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import uri as uris
from . import tasks
from .services import GuiServices

if TYPE_CHECKING:
    from ..engine.client.process import Pending, RemoteMosaic
    from ..provider.source import MosaicSource

ASKED_S = 600.0
Question = Callable[["RemoteMosaic", tasks.EngineTask], "Pending"]


def is_ours(layer: QgsMapLayer | None) -> bool:
    """Whether a layer shows a mosaic."""
    return isinstance(layer, QgsRasterLayer) and layer.providerType() == PROVIDER_KEY


def uri_of(layer: QgsMapLayer) -> uris.LayerUri:
    """The layer's source, taken apart."""
    return uris.decode(layer.source())


def shown_uri(layer: QgsMapLayer) -> str:
    """The layer's source for people: without secrets, should there be any."""
    return redacted(layer.source())


def ask(
    services: GuiServices,
    layer: QgsMapLayer,
    description: str,
    question: Question,
    done: Callable[[Mapping[str, Any]], object],
    failed: Callable[[EngineFailure], object],
    owner: QObject | None,
    *,
    convert: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
    withdrawn: Callable[[], object] | None = None,
) -> tasks.EngineTask | None:
    """Ask about the mosaic of a layer in the background; see `tasks.start`. None where a login is missing: told already.

    `convert` makes of the answer what `done` gets, still in the background; `withdrawn` is called when it was cancelled. Neither `done` nor `failed` is called when the layer is gone.
    """
    if sip.isdeleted(layer):
        return None
    uri = uri_of(layer)
    try:
        credentials = credentials_for(uri.options)
    except EngineFailure as failure:
        failed(failure)
        return None

    def work(task: tasks.EngineTask) -> Mapping[str, Any]:
        source = services.opener.open(
            uri, login=lambda: credentials, timeout_s=LONGEST_S, is_cancelled=task.isCanceled, is_quiet=True
        )
        found = answer_of(question(source.remote, task), ASKED_S, task.isCanceled)
        return found if convert is None else convert(found)

    def if_there(act: Callable[[Any], object]) -> Callable[[Any], object]:
        return lambda value: None if sip.isdeleted(layer) else act(value)

    return tasks.start(description, work, if_there(done), if_there(failed), owner, withdrawn=withdrawn)


def change_source(
    services: GuiServices, layer: QgsMapLayer, uri: uris.LayerUri, then: Callable[[], object] | None = None
) -> None:
    """Give a layer another source as soon as that is open; where it cannot be opened, the layer stays as it is.

    `then` is called after the change.
    """
    if sip.isdeleted(layer) or uri == uri_of(layer):
        return

    def change(source: MosaicSource) -> None:
        if sip.isdeleted(layer):
            return
        give_source(services, layer, uri)
        del source
        if then is not None:
            then()

    open_then(services, uri, change, layer)


def give_source(services: GuiServices, layer: QgsRasterLayer, uri: uris.LayerUri) -> None:
    """Give a layer a source that the caller holds open: the layer's new provider finds it so."""
    layer.setDataSource(uris.encode(uri), layer.name(), PROVIDER_KEY, QgsDataProvider.ProviderOptions())
    layer.triggerRepaint()
    services.iface.layerTreeView().refreshLayerSymbology(layer.id())


def refresh(
    services: GuiServices,
    layer: QgsMapLayer,
    then: Callable[[], object] | None = None,
    otherwise: Callable[[EngineFailure], object] | None = None,
) -> None:
    """Open the mosaic of a layer anew and give it to the layer; what changed meanwhile is seen from now on.

    `otherwise` hears of a failure or a cancellation, beside the message bar.
    """
    before = services.opener.known(uri_of(layer))

    def change(source: MosaicSource) -> None:
        if sip.isdeleted(layer):
            return
        if before is not None:
            before.forget_pixels()
        layer.setDataSource(layer.source(), layer.name(), PROVIDER_KEY, QgsDataProvider.ProviderOptions())
        del source
        layer.triggerRepaint()
        if then is not None:
            then()

    open_then(services, uri_of(layer), change, layer, anew=True, otherwise=otherwise)


def open_then(
    services: GuiServices,
    uri: uris.LayerUri,
    then: Callable[[MosaicSource], object],
    owner: QObject | None,
    *,
    anew: bool = False,
    otherwise: Callable[[EngineFailure], object] | None = None,
) -> None:
    """Open a mosaic in the background, then go on on the main thread with what is open; a failure is told.

    `otherwise` is called with a failure, too, also when it was cancelled.
    """

    def failed(failure: EngineFailure) -> None:
        tell(services, failure, uri.name)
        if otherwise is not None:
            otherwise(failure)

    def withdrawn() -> None:
        if otherwise is not None:
            otherwise(EngineFailure("cancelled", "cancelled"))

    try:
        credentials = credentials_for(uri.options)
    except EngineFailure as failure:
        failed(failure)
        return

    def work(task: tasks.EngineTask) -> MosaicSource:
        return services.opener.open(
            uri, anew=anew, login=lambda: credentials, timeout_s=LONGEST_S, is_cancelled=task.isCanceled
        )

    description = tr("Opening {subject}").format(subject=failures.quoted(uri.name))
    tasks.start(description, work, then, failed, owner, withdrawn=withdrawn)


def tell(services: GuiServices, failure: EngineFailure, subject: str) -> None:
    """Say in the message bar why something did not work."""
    services.notes.post(failures.sentence(failure, subject), "error", detail=failure.message, is_news=True)
