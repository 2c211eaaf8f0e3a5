"""What the QGIS-side packages share: settings, log, notes, sentences, credentials, the one engine. QGIS side."""
