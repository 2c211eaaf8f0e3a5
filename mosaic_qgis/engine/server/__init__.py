"""ENGINE side: the process that QGIS starts. Answers the requests of docs/protocol.md on standard input."""
