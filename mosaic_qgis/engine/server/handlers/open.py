"""``open``: from a URI and options to a layer under a handle. ENGINE side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import morecantile
from morecantile.errors import InvalidIdentifier

from ....backends import MosaicBackend
from ....reading.layer import MosaicLayer, ReadingResources
from ....reading.options import ReadingOptions
from ...wire.codec import from_json
from ...wire.failures import UNSUPPORTED, EngineFailure
from ...wire.requests import Open
from ...wire.results import Description
from ..jobs import Job


class OpenHandler:
    """Opens mosaics; all of them share one set of resources."""

    def __init__(self, resources: ReadingResources) -> None:
        self._resources = resources

    def __call__(self, request: Open, job: Job) -> Description:
        """Raises what backends and reading raise, and EngineFailure."""
        job.handles.check_room()
        options = ReadingOptions.from_strings(request.options)
        backend = MosaicBackend(request.uri, **_backend_arguments(request))
        layer = MosaicLayer(backend, options, self._resources)
        handle = job.handles.add(layer)
        job.if_unwanted(lambda: job.handles.close(handle))
        return from_json(Description, {"handle": handle, **layer.description.as_dict()})


def _backend_arguments(request: Open) -> dict[str, Any]:
    # None as the tile matrix set means the mosaic's own one.
    arguments: dict[str, Any] = {"tms": _tile_matrix_set(request.options)}
    credentials = request.credentials
    if credentials is not None and credentials.assets is not None:
        raise EngineFailure(UNSUPPORTED, "This version cannot sign in at images; remove the option assets_authcfg.")
    if credentials is not None and credentials.document is not None:
        arguments["credentials"] = credentials.document
    return arguments


def _tile_matrix_set(options: Mapping[str, str]) -> morecantile.TileMatrixSet | None:
    name = options.get("tms", "").strip()
    if not name:
        return None
    try:
        return morecantile.tms.get(name)
    except InvalidIdentifier as exc:
        known = ", ".join(sorted(morecantile.tms.list()))
        raise EngineFailure(UNSUPPORTED, f"The option tms is one of {known}, not {name!r}.") from exc
