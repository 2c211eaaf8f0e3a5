"""mosaic_qgis: MosaicJSON mosaics as QGIS raster layers.

Both interpreters, QGIS's and the engine's, execute this file. It imports nothing.
"""
