"""``MemoryBackend``: a mosaic that lives in this process only (``:memory:``). Runs in the ENGINE; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import attr

from ..mosaic.errors import BadRequestError
from ..mosaic.merge import check_same_grid, merged, new_tiles_for
from ..mosaic.model import MosaicJSON
from ..mosaic.pruning import Sieve, pruned
from .base import MosaicJSONBackend


@attr.s
class MemoryBackend(MosaicJSONBackend):
    """A mosaic given as ``mosaic_def``; its relative assets are relative to the working folder."""

    input: str = attr.ib(init=False, default=":memory:")

    _backend_name: ClassVar[str] = "MEM"

    def _read(self) -> MosaicJSON:
        raise BadRequestError("A mosaic in memory needs its document, pass it as mosaic_def")

    def _is_remote(self) -> bool:
        return False

    def write(self, overwrite: bool = True) -> None:
        """Nothing to do: the mosaic is where it belongs."""

    def update(
        self, features: Sequence[dict[str, Any]], add_first: bool = True, quiet: bool = True, **kwargs: Any
    ) -> None:
        """Add GeoJSON features, before or after the assets that are there; see ``MosaicJSON.from_features``."""
        with self._lock:
            addition = new_tiles_for(self.mosaic_def, features, quadkey_zoom=self.quadkey_zoom, quiet=quiet, **kwargs)
            self.mosaic_def = merged(self.mosaic_def, addition, add_first=add_first)
            self._use_document()

    def add(self, addition: MosaicJSON, *, add_first: bool, known: MosaicJSON) -> None:
        """See ``MosaicJSONBackend.add``."""
        with self._lock:
            check_same_grid(self.mosaic_def, known, self.input)
            self.mosaic_def = merged(self.mosaic_def, addition, add_first=add_first)
            self._use_document()

    def prune(self, keep: Sieve) -> int:
        """See ``MosaicJSONBackend.prune``."""
        with self._lock:
            self.mosaic_def, count = pruned(self.mosaic_def, keep)
            self._use_document()
            return count
