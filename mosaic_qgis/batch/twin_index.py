"""A mosaic as GDAL's raster tile index (GTI): a GeoPackage of the images' ground with their names and order. Runs in the ENGINE.

Owns the few tables of a GeoPackage 1.3 that such an index needs, with a spatial index; GDAL 3.9 and QGIS read it. Opens no image.
"""

from __future__ import annotations

import math
import os
import sqlite3
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405: makes XML, parses none

from rasterio.crs import CRS
from rasterio.enums import WktVersion

from ..mosaic.errors import UnsupportedError
from ..reading.bands import LayerModel
from ..reading.ground import footprint
from ..reading.pixel_types import GDAL_TYPES
from .runner import WorkCancelled
from .twin_grid import TwinGrid
from .twin_images import TwinImage
from .twin_vrt import add_band_facts

TABLE = "images"
_APPLICATION, _VERSION = 0x47504B47, 10_300
_OTHER_CRS = 100_000
"""The number of a CRS without a code, in this file."""
_LEAST_OVERVIEW_PX = 256
_LOOK_EVERY = 500
_WHEN = "2000-01-01T00:00:00.000Z"
"""Not of now, so that the same mosaic makes the same file."""

_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
 organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE,
 min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
 CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
 srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
 CONSTRAINT uk_gc_table_name UNIQUE (table_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
 scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
 md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
 timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
 CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
 CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE images (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, location TEXT NOT NULL, rank INTEGER NOT NULL,
 name TEXT, datetime TEXT);
CREATE VIRTUAL TABLE rtree_images_geom USING rtree(id, minx, maxx, miny, maxy);
"""

# As the extension gpkg_rtree_index wants it, so that the index stays right when somebody edits the images.
_TRIGGERS = """
CREATE TRIGGER rtree_images_geom_insert AFTER INSERT ON images WHEN (new.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_images_geom VALUES
 (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_images_geom_update1 AFTER UPDATE OF geom ON images WHEN OLD.fid = NEW.fid AND
 (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_images_geom VALUES
 (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_images_geom_update2 AFTER UPDATE OF geom ON images WHEN OLD.fid = NEW.fid AND
 (NEW.geom IS NULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_images_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_images_geom_update3 AFTER UPDATE ON images WHEN OLD.fid != NEW.fid AND
 (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_images_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_images_geom VALUES
 (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_images_geom_update4 AFTER UPDATE ON images WHEN OLD.fid != NEW.fid AND
 (NEW.geom IS NULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_images_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_images_geom_delete AFTER DELETE ON images WHEN old.geom NOT NULL
BEGIN DELETE FROM rtree_images_geom WHERE id = OLD.fid; END;
"""


def write_index(
    path: Path,
    images: Sequence[TwinImage],
    grid: TwinGrid,
    model: LayerModel,
    *,
    nodata: float | None,
    folder: Path,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the index. ``images``: the topmost first; ``nodata``: instead of the images' own; ``folder``: where it will be.

    Raises:
        UnsupportedError: an image is no single file.
        WorkCancelled: the caller withdrew.
        sqlite3.Error: the disk.
    """
    srs_id, systems = _reference_systems(grid)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nobody reads it before it is finished, and an unfinished one is thrown away.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(f"PRAGMA application_id = {_APPLICATION}")
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.executescript(_TABLES)
        database.execute("BEGIN")
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", systems)
        contents = (TABLE, "features", TABLE, "", _WHEN, *grid.extent, srs_id)
        database.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", contents)
        database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)", (TABLE, srs_id))
        rtree = "http://www.geopackage.org/spec120/#extension_rtree"
        database.execute(
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')", (TABLE, rtree)
        )
        metadata = "http://www.geopackage.org/spec120/#extension_metadata"
        for table in ("gpkg_metadata", "gpkg_metadata_reference"):
            database.execute(
                "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')", (table, metadata)
            )
        for number, (box, location, rank, image) in enumerate(_rows(images, grid, model, nodata, folder), start=1):
            if number % _LOOK_EVERY == 0 and cancelled():
                raise WorkCancelled("the work was stopped")
            database.execute(
                "INSERT INTO images VALUES (?, ?, ?, ?, ?, ?)",
                (number, _geometry(box, srs_id), location, rank, image.name, image.datetime),
            )
            database.execute(
                "INSERT INTO rtree_images_geom VALUES (?, ?, ?, ?, ?)", (number, box[0], box[2], box[1], box[3])
            )
        database.execute(
            "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'http://gdal.org', 'text/xml', ?)",
            (_described(images, grid, model),),
        )
        database.execute(
            "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, 1, NULL)", (TABLE, _WHEN)
        )
        database.execute("COMMIT")
        database.executescript(_TRIGGERS)


def _rows(
    images: Sequence[TwinImage], grid: TwinGrid, model: LayerModel, nodata: float | None, folder: Path
) -> Iterator[tuple[tuple[float, float, float, float], str, int, TwinImage]]:
    for rank, image in enumerate(images, start=1):
        location = _location(image, model, nodata, folder)
        for box in footprint(image.info, grid.crs_wkt):
            yield box, location, rank, image


def _location(image: TwinImage, model: LayerModel, nodata: float | None, folder: Path) -> str:
    """How the index names an image: beside it as long as nothing has to be changed about it."""
    info = image.info
    wanted = [info.file_band(position) for position in model.source_bands]
    if model.with_alpha and info.alpha_band is not None:
        wanted.append(info.alpha_band)
    changes = []
    if wanted != list(range(1, len(info.dtypes) + 1)):
        changes.append("bands=" + ",".join(map(str, wanted)))
    if nodata is not None:
        changes.append(f"a_nodata={'nan' if math.isnan(nodata) else repr(nodata)}")
    if changes and not image.is_file and image.gdal_name.startswith("<"):
        raise UnsupportedError(
            "An index names images as they are, those of this mosaic are several files each and need other bands or another "
            "nodata value; write a .vrt instead"
        )
    path = os.path.abspath(image.gdal_name) if image.is_file else image.gdal_name
    if changes:
        return (
            f"vrt://{quote(path, safe='/:')}?{'&'.join(changes)}"
            if "?" in path
            else f"vrt://{path}?{'&'.join(changes)}"
        )
    if image.is_file and Path(path).is_relative_to(folder):
        return Path(path).relative_to(folder).as_posix()
    return path


def _described(images: Sequence[TwinImage], grid: TwinGrid, model: LayerModel) -> str:
    """What GDAL is told of the whole raster."""
    root = Element("GDALMultiDomainMetadata")
    told = SubElement(SubElement(root, "Metadata", domain="xml:GTI", format="xml"), "GDALTileIndexDataset")
    for name, value in (
        ("IndexLayer", TABLE),
        ("LocationField", "location"),
        ("SortField", "rank"),
        # Higher values are drawn later, so the first comes last.
        ("SortFieldAsc", "false"),
        ("SRS", grid.crs_name),
        ("GeoTransform", ",".join(map(repr, grid.transform.to_gdal()))),
        ("XSize", str(grid.width)),
        ("YSize", str(grid.height)),
    ):
        SubElement(told, name).text = value
    has_alpha = any(image.info.alpha_band is not None for image in images)
    # An alpha band where images have one, else a mask, which is all that files with masks give.
    bands = model.bands if has_alpha or not model.with_alpha else model.bands[: model.data_count]
    for number, band in enumerate(bands, start=1):
        element = SubElement(told, "Band", band=str(number), dataType=GDAL_TYPES[band.dtype])
        add_band_facts(element, band, model)
    if model.with_alpha and not has_alpha:
        SubElement(told, "MaskBand").text = "true"
    factor = 2
    while max(grid.width, grid.height) // factor >= _LEAST_OVERVIEW_PX:
        SubElement(SubElement(told, "Overview"), "Factor").text = str(factor)
        factor *= 2
    return tostring(root, encoding="unicode")


def _reference_systems(grid: TwinGrid) -> tuple[int, list[tuple[str, int, str, int, str, str]]]:
    crs = CRS.from_wkt(grid.crs_wkt)
    code = crs.to_epsg()
    srs_id = code or _OTHER_CRS
    rows = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, CRS.from_epsg(4326).to_wkt(version=WktVersion.WKT1_GDAL), ""),
    ]
    if srs_id != 4326:
        wkt = crs.to_wkt(version=WktVersion.WKT1_GDAL)
        name = wkt.partition('"')[2].partition('"')[0] or "unknown"
        rows.append((name, srs_id, "EPSG" if code else "NONE", srs_id, wkt, ""))
    return srs_id, rows


def _geometry(box: tuple[float, float, float, float], srs_id: int) -> bytes:
    """A rectangle as GeoPackage stores it: with its envelope, little-endian."""
    xmin, ymin, xmax, ymax = box
    head = struct.pack("<2sBBi4d", b"GP", 0, 0b0000_0011, srs_id, xmin, xmax, ymin, ymax)
    ring = (xmin, ymin, xmax, ymin, xmax, ymax, xmin, ymax, xmin, ymin)
    return head + struct.pack("<BIII10d", 1, 3, 1, 5, *ring)
