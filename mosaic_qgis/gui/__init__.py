"""Windows and widgets: the Data Source Manager page, dropping, the offer to set the engine up. QGIS side."""
