"""Local files in layer URIs: absolute for the engine, relative in projects. QGIS side; looks at no file.

The engine works in another folder than QGIS, so it gets absolute paths only. A project keeps its own folder out of them
where QGIS is set so, which is what lets a folder be moved with its project.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import uri as uris

if TYPE_CHECKING:
    from qgis.core import QgsPathResolver


def absolute(mosaic: str) -> str:
    """The mosaic's URI with an absolute path where it is in a local file; a `file://` URI becomes that path."""
    path = uris.file_in(mosaic)
    if path is None:
        return mosaic
    if uris.is_absolute(path):
        return path if path == uris.local_path(mosaic) else mosaic
    return uris.with_file(mosaic, str(Path(path).expanduser().absolute()))


def stored(source: str, resolver: QgsPathResolver) -> str:
    """A layer's source as a project stores it."""
    parts = uris.decode(source)
    path = uris.file_in(parts.mosaic)
    # QGIS asks again about what it was given, which is what begins with a dot.
    if path is None or path.startswith(("./", "../")):
        return source
    mosaic = absolute(parts.mosaic)
    path = uris.file_in(mosaic) or path
    written = resolver.writePath(path)
    return source if written == path else uris.encode(parts.with_mosaic(uris.with_file(mosaic, written)))


def restored(source: str, resolver: QgsPathResolver) -> str:
    """A layer's source as it is used, from what a project stores."""
    parts = uris.decode(source)
    path = uris.file_in(parts.mosaic)
    if path is None:
        return source
    read = resolver.readPath(path)
    return source if read == path else uris.encode(parts.with_mosaic(uris.with_file(parts.mosaic, read)))
