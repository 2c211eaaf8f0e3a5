"""Describing a layer when it is opened: its bands by the first images, its place and zooms by the document. ENGINE.

Looks at few images, in bounded time; reads no pixels. What is said of a layer is in `description`.
"""

from __future__ import annotations

import math
from functools import partial

from rasterio.crs import CRS
from rasterio.enums import WktVersion
from rasterio.warp import transform_bounds

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import MosaicError, NoAssetFoundError
from .agreement import LayerFacts, layer_model
from .bands import LayerModel
from .description import LayerDescription, size_at
from .expression import asset_aliases
from .finding import ImageFinder, source_of
from .first_images import MOST_IMAGES as MOST_FIRST_IMAGES
from .first_images import look_at_first
from .images import ImageInfo
from .options import ReadingOptions
from .pool import is_remote, public_href
from .resources import ReadingResources
from .temporal import temporal_of
from .values import Extent, Failure


def described(
    backend: MosaicJSONBackend,
    options: ReadingOptions,
    resources: ReadingResources,
    crs_wkt: str,
    notes: tuple[Failure, ...] = (),
) -> LayerDescription:
    """What a layer is. I/O, bounded by the number of first images and their time.

    `notes` are further ones to tell.

    Raises:
        NoAssetFoundError: the mosaic has no image.
        MosaicError: none of the first images can be read (the error of the first one); an option does not fit.
    """
    tms, mosaic = backend.tms, backend.mosaic_def
    model, warnings, sample_asset = _first_model(backend, options, resources)
    minzoom = backend.minzoom if options.minzoom is None else options.minzoom
    maxzoom = backend.maxzoom if options.maxzoom is None else options.maxzoom
    maxzoom = min(max(maxzoom, tms.minzoom), tms.maxzoom)
    minzoom = min(max(minzoom, tms.minzoom), maxzoom)
    extent = extent_of(backend)
    resolutions = tuple(float(tms.matrix(zoom).cellSize) for zoom in range(maxzoom, minzoom - 1, -1))
    width, height = size_at(extent, resolutions[0])
    epsg = tms.rasterio_crs.to_epsg()
    notices = tuple(Failure(code=notice.code, message=notice.message) for notice in backend.notices)
    return LayerDescription(
        name=mosaic.name or "",
        description=mosaic.description or "",
        attribution=mosaic.attribution or "",
        document_uri=backend.document_uri,
        mosaicjson_version=mosaic.mosaicjson,
        crs_authority=f"EPSG:{epsg}" if epsg else None,
        crs_wkt=crs_wkt,
        tms=tms.id or "",
        extent=extent,
        bounds_geographic=backend.bounds,
        geographic_crs_wkt=backend.crs.to_wkt(version=WktVersion.WKT2_2019),
        minzoom=minzoom,
        maxzoom=maxzoom,
        quadkey_zoom=backend.quadkey_zoom,
        tile_size=int(tms.matrix(maxzoom).tileWidth),
        width=width,
        height=height,
        resolutions=resolutions,
        model=model,
        tile_count=backend.tile_count,
        warnings=(*notices, *notes, *warnings),
        sample_asset=public_href(sample_asset),
        temporal=temporal_of(backend.times),
        terms=backend.terms,
    )


def _first_model(
    backend: MosaicJSONBackend, options: ReadingOptions, resources: ReadingResources
) -> tuple[LayerModel, tuple[Failure, ...], str]:
    """The bands by the first images, what is to say of these, and the image that the bands were described from."""
    hrefs = backend.iter_assets(MOST_FIRST_IMAGES)
    if not hrefs:
        if backend.choice.excluded:
            raise NoAssetFoundError(
                f"All images of the mosaic are left out, by {len(backend.choice.excluded)} names in the option exclude; "
                "remove some of them or the option"
            )
        raise NoAssetFoundError("A mosaic needs at least one image, this one has no tile with an image.")
    # Asking for more images at once takes no longer on a network, and the first map then has theirs.
    find_ahead = ImageFinder(backend, backend.maxzoom).about_middle if any(map(is_remote, hrefs)) else None
    first = look_at_first(hrefs, partial(source_of, backend), resources, find_ahead=find_ahead)
    if not first.infos:
        raise first.refusal()
    mosaic = backend.mosaic_def
    facts = LayerFacts(
        data_type=mosaic.data_type,
        colormap=mosaic.colormap,
        layers=mosaic.layers,
        aliases=_band_aliases(backend, first.infos[0]),
    )
    model, notes, info = layer_model(first.infos, options, facts)
    return model, (*first.failures, *notes), info.href


def _band_aliases(backend: MosaicJSONBackend, info: ImageInfo) -> dict[str, int]:
    """Names of an image's bands by the STAC assets that they come from: B04, visual_b2."""
    key, sources = backend.asset_key(info.href), backend.band_sources(info.href) or ()
    if key is not None:
        return asset_aliases([(key, band) for band in range(1, len(info.data_bands) + 1)])
    return asset_aliases([(source.asset, source.band_1based) for source in sources])


def extent_of(backend: MosaicJSONBackend) -> Extent:
    """The mosaic's bounds in the layer's CRS, within the tile matrix set."""
    tms = backend.tms
    world = tms.xy_bbox
    limits = (float(world.left), float(world.bottom), float(world.right), float(world.top))
    west, south, east, north = backend.bounds
    try:
        if west > east:
            raise ValueError("crosses the antimeridian")
        box = transform_bounds(CRS.from_user_input(backend.crs), tms.rasterio_crs, west, south, east, north)
    except (ValueError, MosaicError):
        return limits
    extent = (max(box[0], limits[0]), max(box[1], limits[1]), min(box[2], limits[2]), min(box[3], limits[3]))
    usable = all(math.isfinite(value) for value in extent) and extent[0] < extent[2] and extent[1] < extent[3]
    return extent if usable else limits
