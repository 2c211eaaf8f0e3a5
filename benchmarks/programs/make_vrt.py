"""Makes a GDAL VRT of images, as a user would: `make_vrt.py VRT IMAGE…`, the last image on top. Run by QGIS's own Python."""

from __future__ import annotations

import sys

from osgeo import gdal

if __name__ == "__main__":
    gdal.UseExceptions()
    gdal.BuildVRT(sys.argv[1], sys.argv[2:]).FlushCache()
