"""Logins as QGIS stores them (method and configuration), made into the credentials of a store. Runs in the ENGINE; pure.

The secrets stay in the values that are handed on; no message holds one. Beside QGIS's own methods there are those of the
plugin, whose configurations hold a ``way`` to sign in and what that way needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..mosaic.errors import MosaicAuthError, UnsupportedError
from .client_certificates import PresentedCertificate
from .http_credentials import HttpCredentials
from .image_logins import ImageAccess, ImageLogin, is_at, places_of
from .renewed_logins import HeldHeaders, shared
from .signing_services import PLANETARY_COMPUTER, SigningService

Maker = Callable[[str, Mapping[str, str]], Any]

PLANETARY_METHOD = "MosaicPlanetaryComputer"
_KIND_OF_METHOD = {"AWSS3": "s3", "MosaicAWS": "s3", "MosaicAzure": "az", "MosaicGoogle": "gs"}
_YES = frozenset({"yes", "true", "1"})


def credentials_for(scheme: str, login: Mapping[str, Any] | None) -> Any:
    """The credentials that the stores of a URI scheme take; ``None`` without login, and for files.

    ``login`` is ``{"method": …, "config": {…}, "headers": {…}}``, as QGIS's authentication system has it; ``headers`` are
    those that QGIS itself would send, for methods that only QGIS can follow, and ``certificate`` is what it would present.

    Raises:
        UnsupportedError: the store cannot sign in that way.
        MosaicAuthError: the login is incomplete.
    """
    maker = _MAKERS.get(scheme.lower())
    if login is None or maker is None:
        return None
    if maker is http_credentials and isinstance(login.get("certificate"), Mapping):
        return HttpCredentials(certificate=PresentedCertificate.of_login(login["certificate"]))
    method, config = _method_and_config(login)
    try:
        credentials = maker(method, config)
    except ValueError as error:
        raise MosaicAuthError(f"The login is not complete, {error}") from error
    takes_headers = isinstance(credentials, HttpCredentials) or scheme.lower() == "gs"
    if takes_headers and isinstance(login.get("headers"), Mapping) and login.get("id"):
        held = shared(HeldHeaders(str(login["id"])))
        held.give(config)
        credentials = replace(credentials, held=held)
    return credentials


def image_access(signing: str, login: Mapping[str, Any] | None) -> ImageAccess | None:
    """How images are signed in at, by the option ``signing`` and a login of their own; ``None`` where nothing is said.

    Raises:
        BadRequestError: the option is wrong.
        UnsupportedError, MosaicAuthError: the login cannot be used.
    """
    method, config = _method_and_config(login or {})
    key = config.get("key", "") if method == PLANETARY_METHOD else ""
    if method == PLANETARY_METHOD and not signing:
        signing = PLANETARY_COMPUTER
    if key and signing != PLANETARY_COMPUTER and not is_at(signing, places_of(str((login or {}).get("uri") or ""))):
        # The layer's options name the service, the login says who may know its key.
        key = ""
    service = SigningService.of_option(signing, key) if signing not in ("", "none") else None
    images = None if login is None or method == PLANETARY_METHOD else _image_login(login)
    return ImageAccess(login=images, service=service) if service or images else None


def _image_login(login: Mapping[str, Any]) -> ImageLogin:
    method, config = _method_and_config(login)
    places = places_of(str(login.get("uri") or ""))
    kind = _KIND_OF_METHOD.get(method, "http")
    if kind == "az":
        places |= places_of(config.get("account", "")) | _account_in(config.get("connection_string", ""))
    return ImageLogin(kind=kind, credentials=credentials_for(_SCHEMES[kind], login), places=places)


def _account_in(connection_string: str) -> frozenset[str]:
    parts = (part.partition("=") for part in connection_string.split(";"))
    return frozenset(value.strip().lower() for name, _, value in parts if name.strip().lower() == "accountname")


def _method_and_config(login: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    method, headers, config = str(login.get("method") or ""), login.get("headers"), login.get("config")
    if isinstance(headers, Mapping):
        # What QGIS has made of its own configuration.
        method, config = "APIHeader", headers
    return method, {str(key): str(value) for key, value in config.items()} if isinstance(config, Mapping) else {}


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
    raise _unsupported(method, "Basic, APIHeader, EsriToken, OAuth2 and client certificates", "a web address")


def _aws_credentials(method: str, config: Mapping[str, str]) -> Any:
    from .aws import AWSCredentials

    if method in ("AWSS3", "Basic"):
        return AWSCredentials(
            access_key_id=config.get("username"),
            secret_access_key=config.get("password"),
            region=config.get("region") or None,
        )
    if method != "MosaicAWS":
        raise _unsupported(method, "AWSS3, MosaicAWS and Basic", "S3 and DynamoDB")
    way = _way(config, ("default", "profile", "key", "anonymous"))
    own: dict[str, Any] = {}
    if way == "profile":
        own["profile"] = _needed(config, "profile")
    elif way == "key":
        own = {
            "access_key_id": _needed(config, "access_key"),
            "secret_access_key": _needed(config, "secret_key"),
            "session_token": config.get("session_token") or None,
        }
    elif way == "anonymous":
        own["anonymous"] = True
    path_style = config.get("path_style", "").lower()
    return AWSCredentials(
        **own,
        region=config.get("region") or None,
        endpoint_url=config.get("endpoint", "").rstrip("/") or None,
        role_arn=config.get("role") or None,
        external_id=config.get("external_id") or None,
        path_style=None if not path_style else path_style in _YES,
        requester_pays=config.get("requester_pays", "").lower() in _YES,
    )


def _azure_credentials(method: str, config: Mapping[str, str]) -> Any:
    from .az import AzureCredentials

    if method == "Basic":
        return AzureCredentials(account_key=config.get("password"))
    if method != "MosaicAzure":
        raise _unsupported(method, "MosaicAzure and Basic (with the account's key as password)", "Azure")
    way = _way(config, ("default", "account_key", "sas_token", "connection_string", "application", "anonymous"))
    values: dict[str, Any] = {"account_url": config.get("endpoint", "").rstrip("/") or None}
    if way in ("account_key", "sas_token", "connection_string"):
        values[way] = _needed(config, way)
    elif way == "application":
        values |= {name: _needed(config, name) for name in ("tenant_id", "client_id", "client_secret")}
    elif way == "default":
        values["client_id"] = config.get("client_id") or None
    else:
        values["anonymous"] = True
    return AzureCredentials(**values)


def _google_credentials(method: str, config: Mapping[str, str]) -> Any:
    from .gs import GCSCredentials

    if method == "MosaicGoogle":
        way = _way(config, ("default", "service_account", "anonymous"))
        return GCSCredentials(
            service_account_json=_needed(config, "service_account") if way == "service_account" else None,
            anonymous=way == "anonymous",
            billed_project=config.get("billed_project") or None,
            endpoint_url=config.get("endpoint", "").rstrip("/") or None,
        )
    kind, _, token = config.get("Authorization", "").partition(" ")
    if method != "APIHeader" or kind.lower() != "bearer" or not token:
        raise _unsupported(method, "MosaicGoogle and APIHeader (with Authorization: Bearer …)", "Google Cloud Storage")
    return GCSCredentials(access_token=token)


def _way(config: Mapping[str, str], known: tuple[str, ...]) -> str:
    way = config.get("way", "")
    if way not in known:
        raise ValueError(f"its way must be one of {', '.join(known)}, not {way!r}")
    return way


def _needed(config: Mapping[str, str], name: str) -> str:
    value = config.get(name, "")
    if not value:
        raise ValueError(f"it has no {name}")
    return value


_MAKERS: dict[str, Maker] = {
    **dict.fromkeys(("http", "https", "stac+http", "stac+https"), http_credentials),
    **dict.fromkeys(("s3", "dynamodb"), _aws_credentials),
    "az": _azure_credentials,
    "gs": _google_credentials,
}
_SCHEMES = {"http": "https", "s3": "s3", "az": "az", "gs": "gs"}
