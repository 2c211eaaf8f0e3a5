"""The QGIS raster data provider `mosaicjson`: layer URIs, provider metadata, pixels as QGIS blocks. QGIS side."""
