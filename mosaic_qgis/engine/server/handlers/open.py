"""``open``: from a URI and options to a layer under a handle. ENGINE side."""

from __future__ import annotations

from ....backends.opening import open_backend
from ....reading.layer import MosaicLayer, ReadingResources
from ....reading.options import ReadingOptions, with_assets
from ...wire.codec import from_json
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
        logins = request.credentials
        options = ReadingOptions.from_strings(request.options)
        if request.anew and request.uri.lower().startswith("stac+"):
            # Here and not above, since it loads the library for STAC.
            from ....backends.stac_sources import forget_items

            forget_items()
        backend = open_backend(
            request.uri,
            with_assets(request.options),
            None if logins is None else logins.document,
            images_login=None if logins is None else logins.assets,
            cancelled=job.is_cancelled,
        )
        if request.anew:
            self._resources.doubt_known()
        layer = MosaicLayer(backend, options, self._resources)
        handle = job.handles.add(layer)
        job.if_unwanted(lambda: job.handles.close(handle))
        return from_json(Description, {"handle": handle, **layer.description.as_dict()})
