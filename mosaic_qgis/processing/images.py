"""Parameters that name images: raster layers, files, a folder, a list, addresses. QGIS side.

They come in this order, the first one on top. No image is opened, no folder is looked into: that is the engine's work.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsProviderRegistry,
)

from ..host.about import PROVIDER_KEY
from ..host.redaction import redacted
from ..host.translation import tr
from .parameters import advanced

if TYPE_CHECKING:
    from .chosen import ChosenImages

LAYERS = "LAYERS"
FILES = "FILES"
FOLDER = "FOLDER"
PATTERN = "PATTERN"
RECURSIVE = "RECURSIVE"
LIST = "LIST"
ADDRESSES = "ADDRESSES"
_FILE_PROVIDER = "gdal"


def add_images(algorithm: QgsProcessingAlgorithm) -> None:
    """All ways to name images; one of them must be used."""
    algorithm.addParameter(
        QgsProcessingParameterMultipleLayers(FILES, tr("Image files"), QgsProcessing.SourceType.TypeFile, optional=True)
    )
    folder = QgsProcessingParameterFile(
        FOLDER,
        tr("Folder of images (also s3://, gs://, az://)"),
        QgsProcessingParameterFile.Behavior.Folder,
        optional=True,
    )
    algorithm.addParameter(folder)
    pattern = QgsProcessingParameterString(
        PATTERN, tr("Names of files in the folder (empty: usual images)"), optional=True
    )
    pattern.setHelp(
        tr("With * and ?, several with a semicolon, such as *_B04.tif;*.jp2. With a slash: of paths below the folder.")
    )
    algorithm.addParameter(pattern)
    algorithm.addParameter(QgsProcessingParameterBoolean(RECURSIVE, tr("Folders in it too"), defaultValue=True))
    algorithm.addParameter(
        QgsProcessingParameterMultipleLayers(
            LAYERS, tr("Raster layers"), QgsProcessing.SourceType.TypeRaster, optional=True
        )
    )
    listed = QgsProcessingParameterFile(
        LIST,
        tr("Text or CSV file that names images"),
        QgsProcessingParameterFile.Behavior.File,
        optional=True,
        fileFilter=tr("Lists (*.txt *.csv *.tsv *.lst);;All files (*)"),
    )
    listed.setHelp(tr("One image in each line, or a table with a column called path, file, location, href or url."))
    algorithm.addParameter(listed)
    addresses = QgsProcessingParameterString(
        ADDRESSES, tr("Addresses of images, one in each line"), optional=True, multiLine=True
    )
    algorithm.addParameter(advanced(addresses))


def images_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> ChosenImages:
    """The images that were given. Main thread: it looks at layers. Raises QgsProcessingException where there are none."""
    from ..engine.client.questions import Folder
    from .chosen import ChosenImages

    files = [_whole(path) for path in algorithm.parameterAsFileList(parameters, FILES, context) if path.strip()]
    files += [_file_of(layer) for layer in _layers(parameters.get(LAYERS), context)]
    addresses = algorithm.parameterAsString(parameters, ADDRESSES, context) or ""
    files += [_whole(line) for line in addresses.splitlines() if line.strip()]
    folder = (algorithm.parameterAsFile(parameters, FOLDER, context) or "").strip()
    listed = (algorithm.parameterAsFile(parameters, LIST, context) or "").strip()
    chosen = ChosenImages(
        files=tuple(dict.fromkeys(files)),
        lists=(_whole(listed),) if listed else (),
        folders=(
            Folder(
                uri=_whole(folder),
                pattern=(algorithm.parameterAsString(parameters, PATTERN, context) or "").strip(),
                is_recursive=algorithm.parameterAsBool(parameters, RECURSIVE, context),
            ),
        )
        if folder
        else (),
    )
    if not chosen:
        raise QgsProcessingException(
            tr("No images are given: choose files, a folder, raster layers or a list, or write addresses.")
        )
    return chosen


def _layers(given: Any, context: QgsProcessingContext) -> Iterator[QgsMapLayer | str]:
    """Layers, and what is no layer of the project: most likely a file. None is loaded."""
    if isinstance(given, list | tuple):
        for each in given:
            yield from _layers(each, context)
    elif isinstance(given, QgsMapLayer):
        yield given
    else:
        for text in str(given or "").split(";"):
            if name := text.strip():
                yield QgsProcessingUtils.mapLayerFromString(name, context, False) or name


def _file_of(layer: QgsMapLayer | str) -> str:
    """The file or address of a raster layer. Raises QgsProcessingException for one that is no image."""
    if isinstance(layer, str):
        return _whole(layer)
    if layer.providerType() == PROVIDER_KEY:
        words = tr("The layer {name} is a mosaic itself; put mosaics together with “Merge mosaics”.")
        raise QgsProcessingException(words.format(name=repr(layer.name())))
    if layer.providerType() != _FILE_PROVIDER:
        words = tr("The layer {name} is no image file: its source is {source}.")
        raise QgsProcessingException(
            words.format(name=repr(layer.name()), source=redacted(layer.publicSource() or layer.providerType()))
        )
    parts = QgsProviderRegistry.instance().decodeUri(_FILE_PROVIDER, layer.source())
    path = str(parts.get("path") or "")
    if parts.get("layerName") or not path:
        # A part of a file has a name that only GDAL understands.
        return str(layer.source())
    return _whole(f"{parts.get('vsiPrefix') or ''}{path}{parts.get('vsiSuffix') or ''}")


def _whole(given: str) -> str:
    """An absolute path, or an address as it is."""
    text = given.strip()
    if "://" in text or text.startswith("/vsi"):
        return text
    path = os.path.expanduser(text)
    return str(Path(path).absolute()) if path else path
