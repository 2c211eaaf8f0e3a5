"""Logins as QGIS stores them (method and configuration), made into the credentials of a store. Runs in the ENGINE; pure.

The secrets stay in the values that are handed on; no message holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..mosaic.errors import MosaicAuthError, UnsupportedError
from .http import HttpCredentials

Maker = Callable[[str, Mapping[str, str]], Any]


def credentials_for(scheme: str, login: Mapping[str, Any] | None) -> Any:
    """The credentials that the stores of a URI scheme take; ``None`` without login, and for files.

    ``login`` is ``{"method": …, "config": {…}}``, as QGIS's authentication system has it.

    Raises:
        UnsupportedError: the store cannot sign in that way.
        MosaicAuthError: the login is incomplete.
    """
    maker = _MAKERS.get(scheme.lower())
    if login is None or maker is None:
        return None
    config = login.get("config")
    texts = {str(key): str(value) for key, value in config.items()} if isinstance(config, Mapping) else {}
    method = str(login.get("method") or "")
    try:
        return maker(method, texts)
    except ValueError as error:
        raise MosaicAuthError(f"The login is not complete, {error}") from error


def no_credentials(scheme: str) -> Any:
    """The credentials that keep a store from signing in; ``None`` for stores that do so only when told.

    Raises:
        UnsupportedError: the store always signs in.
    """
    match scheme.lower():
        case "s3":
            from .aws import AWSCredentials

            return AWSCredentials(anonymous=True)
        case "gs":
            from .gs import GCSCredentials

            return GCSCredentials(anonymous=True)
        case "az":
            from .az import AzureCredentials

            return AzureCredentials(anonymous=True)
        case "dynamodb":
            raise UnsupportedError("DynamoDB answers signed requests only; remove the option signing=none")
    return None


def _unsupported(method: str, known: str, store: str) -> UnsupportedError:
    return UnsupportedError(f"A login for {store} must be one of {known}; the authentication method {method!r} is none")


def http_credentials(method: str, config: Mapping[str, str]) -> HttpCredentials:
    """For web addresses and STAC APIs."""
    match method:
        case "Basic":
            return HttpCredentials(username=config.get("username", ""), password=config.get("password", ""))
        case "APIHeader":
            return HttpCredentials(headers=tuple(sorted(config.items())))
        case "EsriToken":
            return HttpCredentials(headers=(("X-Esri-Authorization", f"Bearer {config.get('token', '')}"),))
    raise _unsupported(method, "Basic, APIHeader and EsriToken", "a web address")


def _aws_credentials(method: str, config: Mapping[str, str]) -> Any:
    from .aws import AWSCredentials

    if method not in ("AWSS3", "Basic"):
        raise _unsupported(method, "AWSS3 and Basic", "S3 and DynamoDB")
    return AWSCredentials(
        access_key_id=config.get("username"),
        secret_access_key=config.get("password"),
        region=config.get("region") or None,
    )


def _azure_credentials(method: str, config: Mapping[str, str]) -> Any:
    from .az import AzureCredentials

    if method != "Basic":
        raise _unsupported(method, "Basic (with the account's key as password)", "Azure")
    return AzureCredentials(account_key=config.get("password"))


def _google_credentials(method: str, config: Mapping[str, str]) -> Any:
    from .gs import GCSCredentials

    kind, _, token = config.get("Authorization", "").partition(" ")
    if method != "APIHeader" or kind.lower() != "bearer" or not token:
        raise _unsupported(method, "APIHeader (with Authorization: Bearer …)", "Google Cloud Storage")
    return GCSCredentials(access_token=token)


_MAKERS: dict[str, Maker] = {
    **dict.fromkeys(("http", "https", "stac+http", "stac+https"), http_credentials),
    **dict.fromkeys(("s3", "dynamodb"), _aws_credentials),
    "az": _azure_credentials,
    "gs": _google_credentials,
}
