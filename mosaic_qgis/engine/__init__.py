"""The engine process: what is spoken with it (wire), its owner inside QGIS (client), and itself (server)."""
