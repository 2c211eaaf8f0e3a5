"""QGIS side, without QGIS: the owner of the engine process and of its environment. Standard library and numpy only."""
