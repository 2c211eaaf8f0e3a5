"""STAC items for tests: about real images, and about none. Standard library and rasterio only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COG_TYPE = "image/tiff; application=geotiff; profile=cloud-optimized"


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def item(
    number: int = 0,
    *,
    assets: Mapping[str, str] | None = None,
    bbox: Sequence[float] | None = None,
    collection: str = "c",
    self_href: str | None = "https://stac.test/collections/{collection}/items/{id}",
    properties: Mapping[str, Any] | None = None,
    **overrides: Any,
) -> dict[str, Any]:
    """One item, 0.1 degrees wide, east of its predecessor; ``overrides`` replace whole keys, ``...`` removes one."""
    west = 10 + number * 0.1
    bbox = [west, 45.0, west + 0.1, 45.1] if bbox is None else list(bbox)
    half = len(bbox) // 2
    identifier = f"item-{number}"
    links = []
    if self_href is not None:
        href = self_href.format(collection=collection, id=identifier)
        links.append({"rel": "self", "href": href, "type": "application/geo+json"})
    hrefs = {"visual": f"https://images.test/{identifier}.tif"} if assets is None else assets
    made = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [],
        "id": identifier,
        "collection": collection,
        "bbox": bbox,
        "geometry": box(bbox[0], bbox[1], bbox[half], bbox[half + 1]),
        "properties": {"datetime": f"2024-01-{number % 28 + 1:02d}T10:00:00Z", "gsd": 10, **(properties or {})},
        "links": links,
        "assets": {key: {"href": href, "type": COG_TYPE, "roles": ["data"]} for key, href in hrefs.items()},
        **overrides,
    }
    return {key: value for key, value in made.items() if value is not ...}


def item_of_image(path: Path, identifier: str, assets: Mapping[str, str], **overrides: Any) -> dict[str, Any]:
    """An item about real images that cover the same ground as the one at ``path``."""
    import rasterio
    from rasterio.warp import transform_bounds, transform_geom

    with rasterio.open(path) as image:
        crs, transform, shape = image.crs, image.transform, image.shape
        left, bottom, right, top = image.bounds
    bounds = transform_bounds(crs, "EPSG:4326", left, bottom, right, top, densify_pts=21)
    outline = transform_geom(crs, "EPSG:4326", box(left, bottom, right, top))
    projection = {
        "proj:epsg": crs.to_epsg(),
        "proj:code": f"EPSG:{crs.to_epsg()}",
        "proj:shape": list(shape),
        "proj:transform": list(transform)[:6],
    }
    made = item(assets=assets, bbox=bounds, geometry=outline, id=identifier, properties=projection, **overrides)
    for link in made["links"]:
        link["href"] = link["href"].replace("item-0", identifier)
    return made


def collection_of(*items: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """An ItemCollection."""
    return {"type": "FeatureCollection", "features": list(items), **fields}
