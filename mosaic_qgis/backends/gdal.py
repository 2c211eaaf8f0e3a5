"""GDAL's options for an image, as rasterio takes them. Runs in the ENGINE; no I/O of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rasterio
from rasterio.session import AWSSession

# The session's arguments are called as these options are, in lower case, or as it is said here.
_KEY_PARTS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_OTHER_NAMES = {"AWS_REGION": "region_name", "AWS_PROFILE": "profile_name"}
_SESSION_ARGUMENTS = {**{name: name.lower() for name in _KEY_PARTS}, **_OTHER_NAMES}


_UNSIGNED = {
    ("s3://", "/vsis3/"): "AWS_NO_SIGN_REQUEST",
    ("gs://", "/vsigs/"): "GS_NO_SIGN_REQUEST",
    ("az://", "/vsiaz/"): "AZURE_NO_SIGN_REQUEST",
}


def unsigned_options(href: str) -> dict[str, str]:
    """The options that make GDAL read an image without signing in; empty for those that are in no cloud."""
    return {name: "YES" for prefixes, name in _UNSIGNED.items() if href.startswith(prefixes)}


def gdal_environment(options: Mapping[str, Any]) -> rasterio.Env:
    """A context in which GDAL has these options, as ``gdal_options`` of a backend gives them.

    rasterio refuses Amazon's keys among ordinary options and wants them in a session.
    """
    if not {"AWS_ACCESS_KEY_ID", "AWS_PROFILE"} & options.keys():
        return rasterio.Env(**options)
    arguments = {argument: options[name] for name, argument in _SESSION_ARGUMENTS.items() if name in options}
    others = {name: value for name, value in options.items() if name not in _SESSION_ARGUMENTS}
    return rasterio.Env(session=AWSSession(aws_unsigned=False, **arguments), **others)
