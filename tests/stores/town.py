"""A town of two images whose every pixel is known, and mosaics of it in any store.

What the pixels are is for every interpreter. As a program it runs on the ENGINE's packages, for tests that have none:

    town.py make FOLDER            images, their bands one by one, town.json beside them
    town.py items FOLDER PREFIX    items.json and items.parquet, of images at PREFIX
    town.py write FOLDER URI…      a mosaic at each URI, with images in the same bucket (DynamoDB: in S3)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ZOOM = 12
COLUMN, ROW = 2184, 1440
TILE_M = 2 * 20037508.342789244 / 2**ZOOM
#: Values of the three bands by image; each image fills a tile, the second one lies to the east of the first.
VALUES = {"left.tif": (10, 20, 30), "right.tif": (110, 120, 130)}
BANDS = ("red", "green", "blue")
#: (xmin, ymin, xmax, ymax) of both tiles in EPSG:3857.
EXTENT = (
    (COLUMN - 2 ** (ZOOM - 1)) * TILE_M,
    (2 ** (ZOOM - 1) - ROW - 1) * TILE_M,
    (COLUMN + 2 - 2 ** (ZOOM - 1)) * TILE_M,
    (2 ** (ZOOM - 1) - ROW) * TILE_M,
)
WIDTH_PX, HEIGHT_PX = 64, 32
SEARCHED = "town"
BUCKET = "mosaics"


def expected(band_1based: int) -> bytes:
    """`EXTENT` as a block of `WIDTH_PX` x `HEIGHT_PX` bytes: the last sixteenth of each image is nodata, 0."""
    columns_px = WIDTH_PX // 2
    row = b"".join(bytes([values[band_1based - 1]]) * (columns_px - 2) + bytes(2) for values in VALUES.values())
    return row * HEIGHT_PX


def make(folder: Path) -> None:
    """Write images and a mosaic that names them by their names only."""
    import rasterio
    from stores.documents import make_cog

    for number, (name, values) in enumerate(VALUES.items()):
        image = make_cog(folder / name, COLUMN + number, ROW, ZOOM, values)
        with rasterio.open(image) as whole:
            for index, band in enumerate(BANDS, start=1):
                with rasterio.open(
                    folder / f"{image.stem}_{band}.tif", "w", **{**whole.profile, "driver": "COG", "count": 1}
                ) as one:
                    one.write(whole.read(index), 1)
    (folder / "town.json").write_text(json.dumps(document()), encoding="utf-8")


def document(prefix: str = "") -> dict[str, Any]:
    """The mosaic."""
    from stores.documents import TMS

    first, last = TMS.bounds(COLUMN, ROW, ZOOM), TMS.bounds(COLUMN + 1, ROW, ZOOM)
    return {
        "mosaicjson": "0.0.3",
        "name": "town",
        "minzoom": 10,
        "maxzoom": 13,
        "quadkey_zoom": ZOOM,
        "bounds": [first.left, first.bottom, last.right, last.top],
        "tiles": {TMS.quadkey(COLUMN + number, ROW, ZOOM): [prefix + name] for number, name in enumerate(VALUES)},
    }


def items(folder: Path, prefix: str) -> None:
    """Write the STAC items of the images as a collection and as GeoParquet."""
    from catalogs.items import collection_of, item_of_image
    from catalogs.parquet import write_parquet

    made = []
    for name in VALUES:
        stem = Path(name).stem
        hrefs = {"visual": prefix + name, **{band: f"{prefix}{stem}_{band}.tif" for band in BANDS}}
        made.append(item_of_image(folder / name, stem, hrefs, collection=SEARCHED, self_href=None))
    (folder / "items.json").write_text(json.dumps(collection_of(*made)), encoding="utf-8")
    write_parquet(folder / "items.parquet", made)


def write(folder: Path, uri: str) -> None:
    """Write a mosaic; in buckets its images lie beside it."""
    from mosaic_qgis.backends import MosaicBackend

    scheme = uri.partition("://")[0]
    prefix = f"s3://{BUCKET}/folder/" if scheme == "dynamodb" else ""
    if not prefix and scheme in _UPLOADS:
        for name in VALUES:
            _UPLOADS[scheme](folder / name, f"folder/{name}")
    with MosaicBackend(uri, mosaic_def=document(prefix)) as backend:
        backend.write(overwrite=True)


def _to_amazon(path: Path, key: str) -> None:
    import boto3

    client = boto3.client("s3")
    if BUCKET not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=BUCKET)
    client.upload_file(str(path), BUCKET, key)


def _to_google(path: Path, key: str) -> None:
    from google.cloud import storage

    client = storage.Client(project="test")
    if client.lookup_bucket(BUCKET) is None:
        client.create_bucket(BUCKET)
    client.bucket(BUCKET).blob(key).upload_from_filename(str(path))


def _to_azure(path: Path, key: str) -> None:
    import os

    from azure.storage.blob import BlobServiceClient

    client = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    container = client.get_container_client(BUCKET)
    if not container.exists():
        container.create_container()
    container.upload_blob(key, path.read_bytes(), overwrite=True)


_UPLOADS = {"s3": _to_amazon, "gs": _to_google, "az": _to_azure}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    action, place, *arguments = sys.argv[1:]
    if action == "make":
        make(Path(place))
    elif action == "items":
        items(Path(place), *arguments)
    else:
        for address in arguments:
            write(Path(place), address)
