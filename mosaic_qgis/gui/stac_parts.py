"""The widgets of the STAC panel, as those of its parts get them that have no widget of their own. QGIS side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .stac_collections import StacCollections
    from .stac_connections import StacConnections
    from .stac_filters import StacFilters
    from .stac_messages import StacMessages
    from .stac_progress import StacProgress
    from .stac_results_view import StacResultsView


@dataclass(frozen=True, kw_only=True)
class StacParts:
    """Of one panel."""

    bar: StacMessages
    progress: StacProgress
    connections: StacConnections
    collections: StacCollections
    filters: StacFilters
    results: StacResultsView
