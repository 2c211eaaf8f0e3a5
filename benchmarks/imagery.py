"""What the peers draw: 100 COGs, a small other mosaic to warm up with, their documents and VRTs. ENGINE side.

The imagery is made once (tests/data/make.py, seeded). Everything else is made anew under build/bench for each run, because
the range server's port is another one each time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.runs import BUILD, ROOT, WORK, qgis_python

IMAGES = "bench"
WARM_UP = "tests"
MAXZOOM = 13
"""The last zoom of the mosaic's document."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The same mosaic for each kind of peer."""

    document: Path
    """MosaicJSON of this project."""
    cogeo_document: Path
    """MosaicJSON as cogeo-mosaic makes it of the same images."""
    vrt: Path
    """What GDAL makes of the same images; the first one of the document lies on top there too."""


@dataclass(frozen=True, kw_only=True)
class Imagery:
    """All of it."""

    images: Path
    """The folder that the range server serves."""
    bounds: tuple[float, float, float, float]
    """West, south, east, north of the mosaic in degrees."""
    local: Sources
    http: Sources | None
    """With images at the range server; the documents and the VRT themselves are local files."""
    warm_up: Sources
    """Another mosaic, small and local."""
    warm_up_bounds: tuple[float, float, float, float]
    one_image: Path
    """An image of the other mosaic."""


def image_folder() -> Path:
    """The folder of the measured images; everything that is missing is made."""
    sys.path.insert(0, str(ROOT / "tests" / "data"))
    from make import make

    for name in (WARM_UP, IMAGES):
        if make(name, BUILD / "data", BUILD / "dev" / "bin" / "cogeo-mosaic"):
            print(f"The imagery {name} was made.", flush=True)
    return BUILD / "data" / IMAGES / "images"


def make_imagery(server_url: str | None) -> Imagery:
    """All sources; with a server's address also those over HTTP."""
    data = BUILD / "data"
    folder = image_folder().parent
    images = _images_in_order(folder / "mosaic.json")
    _read_once(images)
    local = Sources(
        document=folder / "mosaic.json",
        cogeo_document=folder / "mosaic_cogeo.json",
        vrt=_vrt("local", [str(image) for image in images]),
    )
    return Imagery(
        images=folder / "images",
        bounds=_bounds(folder / "mosaic.json"),
        local=local,
        http=None if server_url is None else _over_http(local, server_url),
        warm_up=_warm_up(data / WARM_UP / "rgb"),
        warm_up_bounds=_bounds(data / WARM_UP / "rgb" / "mosaic.json"),
        one_image=min((data / WARM_UP / "rgb").glob("*.tif")),
    )


def _bounds(document: Path) -> tuple[float, float, float, float]:
    west, south, east, north = json.loads(document.read_text(encoding="utf-8"))["bounds"]
    return west, south, east, north


def _warm_up(folder: Path) -> Sources:
    # The images are in two UTM zones, a VRT is in one.
    images = [str(image) for image in sorted(folder.glob("*.tif"))]
    return Sources(
        document=folder / "mosaic.json",
        cogeo_document=folder / "mosaic_cogeo.json",
        vrt=_vrt("warm_up", [image for image in images if "z32" in Path(image).name]),
    )


def _over_http(local: Sources, server_url: str) -> Sources:
    def at_server(asset: str) -> str:
        return f"{server_url}/{Path(asset).name}"

    vrt = WORK / "vrt" / "http.vrt"
    # The same VRT, but for the addresses: building it over HTTP would open each image with six requests.
    sources = re.compile('relativeToVRT="[01]"([^>]*)>([^<]+)</SourceFilename>')
    vrt.write_text(
        sources.sub(
            lambda found: f'relativeToVRT="0"{found[1]}>/vsicurl/{at_server(found[2])}</SourceFilename>',
            local.vrt.read_text(encoding="utf-8"),
        ),
        encoding="utf-8",
    )
    return Sources(
        document=_rewritten(local.document, "http/mosaic.json", at_server),
        cogeo_document=_rewritten(local.cogeo_document, "http/mosaic_cogeo.json", at_server),
        vrt=vrt,
    )


def _rewritten(source: Path, name: str, renamed: Callable[[str], str]) -> Path:
    """A copy of a document with other assets."""
    document = json.loads(source.read_text(encoding="utf-8"))
    document["tiles"] = {key: [renamed(asset) for asset in assets] for key, assets in document["tiles"].items()}
    target = WORK / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document), encoding="utf-8")
    return target


def _images_in_order(document: Path) -> list[Path]:
    """Each image once, in an order that keeps that of every tile: the document lists them so."""
    tiles = json.loads(document.read_text(encoding="utf-8"))["tiles"].values()
    names = sorted({asset for assets in tiles for asset in assets}, key=_place)
    return [document.parent / name for name in names]


def _place(asset: str) -> tuple[int, int]:
    """Column and row in the grid of images: the order in which make.py lists them."""
    _, row, col = Path(asset).stem.split("_")
    return int(col[1:]), int(row[1:])


def _vrt(name: str, images: list[str]) -> Path:
    """A VRT of the images in which the first one lies on top, as in a mosaic (in a VRT the last one does)."""
    path = WORK / "vrt" / f"{name}.vrt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    program = str(ROOT / "benchmarks" / "programs" / "make_vrt.py")
    subprocess.run([qgis_python(), program, str(path), *reversed(images)], check=True, timeout=300)
    return path


def _read_once(images: list[Path]) -> None:
    """Fill the system's cache of files, so that the first contestant does not pay for all."""
    for image in images:
        with image.open("rb") as file:
            while file.read(2**22):
                pass
