"""STAC items of generated images, a month apart, for tests inside QGIS; GDAL's own Python only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from osgeo import gdal, osr

gdal.UseExceptions()


def write_items(path: Path, images: Sequence[Path]) -> Path:
    """An ItemCollection at `path`: image n was taken on the 15th of month n of 2024 (from 1 on)."""
    items = [_item(image, number) for number, image in enumerate(images, 1)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": items}), encoding="utf-8")
    return path


def _item(image: Path, number: int) -> dict[str, Any]:
    west, south, east, north = _degrees(image)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": image.stem,
        "collection": "town",
        "bbox": [west, south, east, north],
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"datetime": f"2024-{number:02d}-15T10:00:00Z", "license": "CC-BY-4.0"},
        "links": [
            {"rel": "self", "href": f"https://stac.test/items/{image.stem}"},
            {"rel": "license", "href": "https://stac.test/licence?token=geheim", "title": "Licence"},
        ],
        "assets": {"image": {"href": str(image), "type": "image/tiff; application=geotiff"}},
    }


def _degrees(image: Path) -> tuple[float, float, float, float]:
    dataset = gdal.Open(str(image))
    left, width, _, top, _, height = dataset.GetGeoTransform()
    source, target = osr.SpatialReference(wkt=dataset.GetProjection()), osr.SpatialReference()
    target.ImportFromEPSG(4326)
    for reference in (source, target):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    transform = osr.CoordinateTransformation(source, target)
    box = (left, top + height * dataset.RasterYSize, left + width * dataset.RasterXSize, top)
    west, south, east, north = transform.TransformBounds(*box, 21)
    return (west, south, east, north)
