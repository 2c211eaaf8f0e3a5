"""What runs inside QGIS during a watched run: the driver, its steps and waits, a person's hands, the map canvas.

QGIS side (PyQGIS), started by `qgis --code driver.py`. Knows nothing of the plugin.
"""
