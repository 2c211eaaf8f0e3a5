"""What answers which op. ENGINE side.

Importing this module imports rasterio and everything else; the loop does that in the background.
"""

from __future__ import annotations

import os

from ....backends.kept_documents import keep_documents_in
from ....backends.network import set_limits
from ....batch.cluster_packages import look_in
from ....batch.mosaics import use
from ....mosaic.trust import trust
from ....reading.layer import ReadingResources
from ....reading.memory import MemoryPlan
from ....reading.workers import REMOTE_THREADS
from ..farewell import before_the_end
from ..jobs import Handlers
from ..log import log_to_stderr
from ..options import EngineOptions
from .assets import assets
from .close import close
from .create import create
from .edit import Removing, merge, update
from .export import export
from .footprints import footprints
from .gathering import create_from_features, create_from_stac
from .identify import identify
from .inspect import Inspection
from .make_overview import make_overview
from .mosaics import mosaics
from .open import OpenHandler
from .probe import ProbeHandler
from .read import read
from .renew import renew
from .sample import sample
from .save import save
from .stac import fetch_picture, stac_collections, stac_queryables, stac_search
from .statistics import statistics
from .status import status
from .validate import validate
from .write_tiles import write_tiles
from .write_twin import write_twin


def make_handlers() -> Handlers:
    """The handlers of one process."""
    log_to_stderr()
    options = EngineOptions.from_environment(os.environ)
    log_to_stderr(options.log_level)
    set_limits(options.network)
    trust(options.trusted)
    look_in(options.cluster_folder)
    share_bytes = options.cache_bytes // 2
    keep_documents_in(options.documents_folder, share_bytes)
    resources = ReadingResources(
        memory=MemoryPlan.of(options.memory_bytes),
        local_threads=options.threads,
        remote_threads=options.connections or REMOTE_THREADS,
        disk_folder=options.images_folder,
        disk_bytes=share_bytes,
    )
    resources.prepare()
    use(resources)
    before_the_end(resources.finish_quiet_work)
    inspection = Inspection(resources)
    return {
        "open": OpenHandler(resources),
        "close": close,
        "read": read,
        "identify": identify,
        "sample": sample,
        "statistics": statistics,
        "assets": assets,
        "status": status,
        "footprints": footprints,
        "mosaics": mosaics,
        "create": create,
        "create_from_features": create_from_features,
        "create_from_stac": create_from_stac,
        "probe": ProbeHandler(resources),
        "renew": renew,
        "stac_collections": stac_collections,
        "stac_queryables": stac_queryables,
        "stac_search": stac_search,
        "fetch_picture": fetch_picture,
        "save": save,
        "export": export,
        "update": update,
        "remove": Removing(resources),
        "merge": merge,
        "validate": validate,
        "write_tiles": write_tiles,
        "write_twin": write_twin,
        "make_overview": make_overview,
        "info": inspection.info,
        "footprint_lines": inspection.footprint_lines,
        "quadkey_lines": inspection.quadkey_lines,
        "point_lines": inspection.point_lines,
        "time_series_lines": inspection.time_series_lines,
    }
