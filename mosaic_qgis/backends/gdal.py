"""GDAL's options for an image, as rasterio takes them. Runs in the ENGINE; no I/O of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rasterio
from botocore.credentials import Credentials
from rasterio.session import AWSSession

from .azure_environment import without_connection_string
from .renewed_logins import resolved

_KEY_PARTS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_OF_SESSION = frozenset({*_KEY_PARTS, "AWS_REGION", "AWS_PROFILE"})
_UNSIGNED = {
    ("s3://", "/vsis3/"): "AWS_NO_SIGN_REQUEST",
    ("gs://", "/vsigs/"): "GS_NO_SIGN_REQUEST",
    ("az://", "/vsiaz/"): "AZURE_NO_SIGN_REQUEST",
}


def unsigned_options(href: str) -> dict[str, str]:
    """The options that make GDAL read an image without signing in; empty for those that are in no cloud."""
    options = {name: "YES" for prefixes, name in _UNSIGNED.items() if href.startswith(prefixes)}
    # GDAL signs with a connection string even when it is told not to.
    return {**options, **without_connection_string()} if "AZURE_NO_SIGN_REQUEST" in options else options


def gdal_environment(options: Mapping[str, Any]) -> rasterio.Env:
    """A context in which GDAL has these options, as ``gdal_options`` of a backend gives them.

    A login that is renewed is asked for here, which may block. rasterio refuses Amazon's keys among ordinary options and wants them in a session.
    """
    options = resolved(options)
    if not {"AWS_ACCESS_KEY_ID", "AWS_PROFILE"} & options.keys():
        return rasterio.Env(**options)
    others = {name: value for name, value in options.items() if name not in _OF_SESSION}
    if "AWS_ACCESS_KEY_ID" in options:
        session = AWSSession(session=_GivenKeys(options), aws_unsigned=False)
    else:
        region, profile = options.get("AWS_REGION"), options["AWS_PROFILE"]
        session = AWSSession(region_name=region, profile_name=profile, aws_unsigned=False)
    return rasterio.Env(session=session, **others)


class _GivenKeys:
    """What rasterio asks of a boto3 session, for keys that are known: a real one takes 10 ms, for each image."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self.region_name = options.get("AWS_REGION")

    def get_credentials(self) -> Credentials:
        """The keys."""
        return Credentials(*(self._options[name] for name in _KEY_PARTS if name in self._options))
