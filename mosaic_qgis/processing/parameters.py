"""Parameters that several algorithms have: a mosaic to read, its logins, a mosaic to write, the cluster. QGIS side.

A mosaic is given as the source of a layer (`provider/uri.py`): an address with options, the id or name of a layer of the project, or
a layer itself. It is never loaded as a layer for that: the engine opens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qgis.core import (
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameters,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ..host.about import PROVIDER_KEY
from ..host.auth import credentials_for
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.paths import absolute

if TYPE_CHECKING:
    from .chosen import ChosenMosaic, ChosenTarget

_MOSAIC_WIDGET = f"{__package__}.mosaic_widget.MosaicWidgetMaker"
INPUT = "INPUT"
AUTHCFG = "AUTHCFG"
IMAGES_AUTHCFG = "IMAGES_AUTHCFG"
OUTPUT = "OUTPUT"
OUTPUT_AUTHCFG = "OUTPUT_AUTHCFG"
OVERWRITE = "OVERWRITE"
OPEN = "OPEN"
CLUSTER = "CLUSTER"
CLUSTER_SCHEMES = ("tcp", "tls")
LAYER = "LAYER"
IMAGES = "IMAGES"
TILES = "TILES"


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """The parameter, folded away with the other advanced ones."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def add_mosaic(algorithm: QgsProcessingAlgorithm, name: str = INPUT, description: str = "") -> None:
    """A mosaic to read, and the logins for it."""
    mosaic = QgsProcessingParameterString(name, description or tr("Mosaic"))
    # In QGIS Desktop; elsewhere nobody asks for a widget.
    mosaic.setMetadata({"widget_wrapper": {"class": _MOSAIC_WIDGET}})
    algorithm.addParameter(mosaic)
    add_logins(algorithm)


def add_logins(algorithm: QgsProcessingAlgorithm) -> None:
    """The logins of what is read, where they do not stand in its source."""
    for name, text in ((AUTHCFG, tr("Login of the mosaic")), (IMAGES_AUTHCFG, tr("Login of the images"))):
        algorithm.addParameter(advanced(QgsProcessingParameterAuthConfig(name, text, optional=True)))


def mosaic_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext, name: str = INPUT
) -> ChosenMosaic:
    """The mosaic that was given. Main thread: it may ask for the master password. Raises EngineFailure, QgsProcessingException."""
    return _chosen(algorithm, source_text(algorithm, parameters, context, name), parameters, context)


def mosaic_from(
    algorithm: QgsProcessingAlgorithm, given: Any, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> ChosenMosaic:
    """The mosaic that one value of a list stands for: a layer, its id or name, an address. Raises as `mosaic_of`."""
    return _chosen(algorithm, _source_of(given, context), parameters, context)


def _chosen(
    algorithm: QgsProcessingAlgorithm, source: str, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> ChosenMosaic:
    from ..engine.client.questions import Credentials
    from .chosen import ChosenMosaic

    uri = uris.decode(source)
    options = dict(uri.options)
    for key, parameter in (("authcfg", AUTHCFG), ("assets_authcfg", IMAGES_AUTHCFG)):
        if algorithm.parameterDefinition(parameter) is not None:
            given = QgsProcessingParameters.parameterAsString(
                algorithm.parameterDefinition(parameter), parameters, context
            )
            if given:
                options[key] = given
    logins = credentials_for(options)
    return ChosenMosaic(
        uri=absolute(uri.mosaic), options=options, credentials=None if logins is None else Credentials(**logins)
    )


def source_text(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext, name: str
) -> str:
    """The source of a layer that a parameter stands for."""
    given = parameters.get(name)
    if not isinstance(given, QgsMapLayer):
        given = algorithm.parameterAsString(parameters, name, context)
    source = _source_of(given, context)
    if not source:
        label = algorithm.parameterDefinition(name).description()
        raise QgsProcessingException(tr("{parameter} is empty: give the address of a mosaic.").format(parameter=label))
    return source


def _source_of(given: Any, context: QgsProcessingContext) -> str:
    """The source of a layer that a value stands for. Raises QgsProcessingException for a layer that is no mosaic."""
    from .chosen import PREFIX

    layer = given if isinstance(given, QgsMapLayer) else None
    text = "" if layer is not None else str(given).strip()
    if layer is None and text and context.project() is not None:
        layer = QgsProcessingUtils.mapLayerFromString(text, context, False)
    if layer is not None:
        if layer.providerType() != PROVIDER_KEY:
            words = tr("The layer {name} is no mosaic; choose a MosaicJSON layer or give the address of a mosaic.")
            raise QgsProcessingException(words.format(name=repr(layer.name())))
        return str(layer.source())
    return text.removeprefix(PREFIX)


def add_target(algorithm: QgsProcessingAlgorithm) -> None:
    """A mosaic to write, in any store that can be written; outputs: its URI, a layer of it, numbers."""
    algorithm.addParameter(
        advanced(QgsProcessingParameterAuthConfig(OUTPUT_AUTHCFG, tr("Login of the new mosaic’s store"), optional=True))
    )
    algorithm.addParameter(QgsProcessingParameterBoolean(OVERWRITE, tr("Replace what is there"), defaultValue=False))
    algorithm.addParameter(QgsProcessingParameterBoolean(OPEN, tr("Open the new mosaic afterwards"), defaultValue=True))
    algorithm.addParameter(
        QgsProcessingParameterFileDestination(
            OUTPUT, tr("New mosaic"), tr("MosaicJSON (*.json *.json.gz *.mosaicjson);;All files (*)")
        )
    )
    algorithm.addOutput(QgsProcessingOutputRasterLayer(LAYER, tr("Layer of the new mosaic")))
    algorithm.addOutput(QgsProcessingOutputNumber(IMAGES, tr("Number of images")))
    algorithm.addOutput(QgsProcessingOutputNumber(TILES, tr("Number of tiles in its index")))


def target_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> ChosenTarget:
    """Where the new mosaic is to be written. Main thread, as `mosaic_of`."""
    from .chosen import ChosenTarget

    uri = algorithm.parameterAsFileOutput(parameters, OUTPUT, context).strip()
    if not uri:
        label = algorithm.parameterDefinition(OUTPUT).description()
        raise QgsProcessingException(tr("{parameter} is empty: give the address of a mosaic.").format(parameter=label))
    authcfg = algorithm.parameterAsString(parameters, OUTPUT_AUTHCFG, context)
    logins = credentials_for({"authcfg": authcfg} if authcfg else {})
    has_images_login = algorithm.parameterDefinition(IMAGES_AUTHCFG) is not None
    return ChosenTarget(
        uri=absolute(uri),
        login=None if logins is None else logins["document"],
        overwrite=algorithm.parameterAsBool(parameters, OVERWRITE, context),
        is_opened=algorithm.parameterAsBool(parameters, OPEN, context),
        authcfg=authcfg,
        images_authcfg=algorithm.parameterAsString(parameters, IMAGES_AUTHCFG, context) if has_images_login else "",
    )


def written(target: ChosenTarget, context: QgsProcessingContext, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs of `add_target`; asks QGIS to open the mosaic where that is wanted. `numbers`: images, tiles."""
    source = target.layer_source()
    if target.is_opened and context.project() is not None:
        details = QgsProcessingContext.LayerDetails(target.name, context.project(), LAYER)
        context.addLayerToLoadOnCompletion(source, details)
    return {OUTPUT: target.uri, LAYER: source, IMAGES: numbers["images"], TILES: numbers["tiles"]}


def add_cluster(algorithm: QgsProcessingAlgorithm) -> None:
    """The Dask cluster on which the work may run instead of on this machine."""
    parameter = QgsProcessingParameterString(CLUSTER, tr("Dask scheduler"), optional=True)
    text = tr(
        "Such as tcp://scheduler.example.org:8786. The work then runs on the workers of that cluster; they must reach the images. "
        "Empty: on this machine."
    )
    parameter.setHelp(text)
    algorithm.addParameter(advanced(parameter))


def cluster_of(algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str:
    """The address of the scheduler, for the field `cluster` of a request; empty: this machine. Raises QgsProcessingException.

    What the engine needs for a cluster is installed by `MosaicAlgorithm.ask` where it is missing.
    """
    address = algorithm.parameterAsString(parameters, CLUSTER, context).strip()
    if not address:
        return ""
    if "://" not in address:
        address = f"tcp://{address}"
    parts = urlsplit(address)
    try:
        is_fine = parts.scheme in CLUSTER_SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        is_fine = False
    if not is_fine or parts.username is not None:
        words = tr("{address} is no address of a Dask scheduler: give one such as tcp://scheduler.example.org:8786.")
        raise QgsProcessingException(words.format(address=repr(redacted(address))))
    return address
