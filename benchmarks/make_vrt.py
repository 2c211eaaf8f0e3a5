"""Makes a GDAL VRT of images, as a user would: `make_vrt.py VRT FOLDER`. Run by QGIS's own Python."""

from __future__ import annotations

import sys
from pathlib import Path

from osgeo import gdal

if __name__ == "__main__":
    gdal.UseExceptions()
    vrt, folder = Path(sys.argv[1]), Path(sys.argv[2])
    gdal.BuildVRT(str(vrt), [str(path) for path in sorted(folder.glob("*.tif"))]).FlushCache()
