"""QGIS side: the algorithms of the Processing toolbox, one per module. They turn parameters into requests to the engine and its
answers into outputs; the work itself is done by the engine."""
