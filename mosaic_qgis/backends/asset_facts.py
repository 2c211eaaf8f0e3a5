"""``AssetFacts``: what a store knows of its assets beyond their names. Runs in the ENGINE; no I/O.

These are the answers of stores that know nothing more; catalogues override them. It never opens an asset.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..mosaic.assets import account_of_asset
from .azure_environment import account_options
from .bands import BandFacts, BandSource
from .gdal import unsigned_options
from .image_logins import ImageAccess
from .terms import Terms
from .times import AssetTimes


class AssetFacts:
    """What is told of resolved assets without opening them."""

    input: str
    unsigned_images: bool
    image_access: ImageAccess | None

    def gdal_options(self, asset: str) -> dict[str, str]:
        """GDAL configuration that opening a resolved asset needs besides the process's own.

        It may name a login that is renewed, see ``renewed_logins``. No I/O, but for the machine's own keys.
        """
        if self.image_access is not None:
            bands = self.band_sources(asset)
            hrefs = [band.href for band in bands] if bands else [asset]
            options = self.image_access.options_for(hrefs, self._document)
            if options is not None:
                return options
        return self._own_gdal_options(asset)

    @property
    def _document(self) -> str:
        """The address of the document or API, which says where it lies."""
        return self.input if isinstance(self.input, str) else ""

    def _own_gdal_options(self, asset: str) -> dict[str, str]:
        """GDAL's options without a login for images in particular; stores add the document's."""
        account = account_of_asset(asset)
        options = account_options(account) if account else {}
        return {**options, **unsigned_options(asset)} if self.unsigned_images else options

    def band_sources(self, asset: str) -> tuple[BandSource, ...] | None:  # noqa: ARG002 - most images are one file
        """The files that an asset's bands are in; ``None`` when the asset is itself a file to open. No I/O."""
        return None

    @property
    def times(self) -> AssetTimes | None:
        """When the assets were taken; ``None`` where the mosaic does not know. No I/O."""
        return None

    def datetime_of(self, asset: str) -> str | None:
        """When an asset was taken, ISO 8601; ``None`` where the mosaic does not know. No I/O."""
        times = self.times
        return None if times is None else times.text_of(asset)

    def geometry_of(self, asset: str) -> Mapping[str, Any] | None:  # noqa: ARG002 - what catalogues know
        """The ground of an asset as GeoJSON, in degrees; ``None`` where the mosaic does not know. No I/O."""
        return None

    def properties_of(self, asset: str) -> Mapping[str, Any]:  # noqa: ARG002 - what catalogues know
        """What a catalogue tells of an asset beyond its place and time. No I/O."""
        return {}

    @property
    def terms(self) -> Terms:
        """Licence and links of the images, as far as the mosaic knows. No I/O."""
        return Terms()

    def band_facts(self, asset: str) -> tuple[BandFacts, ...]:  # noqa: ARG002 - most images tell all themselves
        """What is told of an asset's bands beside its files, one per band; empty where nothing is. No I/O."""
        return ()

    def asset_key(self, asset: str) -> str | None:  # noqa: ARG002 - most images are no STAC assets
        """The key of the STAC asset that an image is; ``None`` elsewhere. No I/O."""
        return None
