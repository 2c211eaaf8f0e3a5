"""GDAL's options for an image, as rasterio takes them. Runs in the ENGINE; no I/O of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rasterio
from rasterio.session import AWSSession

_SESSION_ARGUMENTS = {
    "AWS_ACCESS_KEY_ID": "aws_access_key_id",
    "AWS_SECRET_ACCESS_KEY": "aws_secret_access_key",
    "AWS_SESSION_TOKEN": "aws_session_token",
    "AWS_REGION": "region_name",
    "AWS_PROFILE": "profile_name",
}


def gdal_environment(options: Mapping[str, Any]) -> rasterio.Env:
    """A context in which GDAL has these options, as ``gdal_options`` of a backend gives them.

    rasterio refuses Amazon's keys among ordinary options and wants them in a session.
    """
    if not {"AWS_ACCESS_KEY_ID", "AWS_PROFILE"} & options.keys():
        return rasterio.Env(**options)
    arguments = {argument: options[name] for name, argument in _SESSION_ARGUMENTS.items() if name in options}
    others = {name: value for name, value in options.items() if name not in _SESSION_ARGUMENTS}
    return rasterio.Env(session=AWSSession(aws_unsigned=False, **arguments), **others)
