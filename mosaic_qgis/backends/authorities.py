"""Which file of authorities servers are trusted by, for what is asked without requests. Runs in the ENGINE; no I/O."""

from __future__ import annotations

import os


def bundle() -> str:
    """What the environment names for GDAL or curl, else the file that comes along with the packages."""
    import certifi
    from rasterio._env import get_gdal_config

    return str(
        get_gdal_config("GDAL_CURL_CA_BUNDLE")
        or os.environ.get("CURL_CA_BUNDLE")
        or os.environ.get("SSL_CERT_FILE")
        or certifi.where()
    )
