"""Images in cloud stores as web addresses, signed as GDAL would sign. Runs in the ENGINE.

Takes the options that GDAL is given for an image and makes the address and the headers of a question of them. What is
not sure to come out as GDAL's own (profiles, roles, shared keys of Azure, Google's own logins) is left to GDAL. No I/O,
but the machine's own Amazon keys may be looked for, which can take some seconds the first time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote

from ..backends.client_certificates import PresentedCertificate
from ..backends.renewed_logins import OPTION, login_of, resolved
from .ranges import WebAddress, header_fields, web_address

Signer = Callable[[str], Mapping[str, str]]

_S3_OPTIONS = frozenset(
    "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_NO_SIGN_REQUEST AWS_S3_ENDPOINT AWS_HTTPS "
    "AWS_VIRTUAL_HOSTING AWS_REQUEST_PAYER".split()
)
_GS_OPTIONS = frozenset({"GS_NO_SIGN_REQUEST", "GDAL_HTTP_HEADERS", "GS_USER_PROJECT", "CPL_GS_ENDPOINT"})
_AZ_OPTIONS = frozenset(
    "AZURE_STORAGE_ACCOUNT AZURE_NO_SIGN_REQUEST AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_CONNECTION_STRING "
    "AZURE_STORAGE_ACCESS_TOKEN".split()
)
_AZURE_VERSION = "2021-12-02"
"""The first that takes a token is much older."""
_AZ_SETTINGS = ("AZURE_STORAGE_ACCESS_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_ACCESS_TOKEN")


def address_of(href: str, options: Mapping[str, str]) -> WebAddress | None:
    """How to ask for an image on the web or in a store without GDAL; None when only GDAL can. See `web_address`."""
    if OPTION not in options:
        return _address_of(href, options)
    login = login_of(options)
    if isinstance(login, PresentedCertificate):
        others = {name: value for name, value in options.items() if name != OPTION}
        plain = _address_of(href, others)
        return None if plain is None else replace(plain, certificate=login, login=options[OPTION])

    def now() -> WebAddress | None:
        return _address_of(href, resolved(options))

    address = now()
    # Its URL and headers are those of each question.
    return None if address is None else replace(address, renewed=now, login=options[OPTION])


def _address_of(href: str, options: Mapping[str, str]) -> WebAddress | None:
    scheme, mark, place = href.partition("://")
    if not mark:
        return web_address(href, options)
    container, slash, key = place.partition("/")
    if scheme == "az" and options.get("AZURE_STORAGE_ACCOUNT"):
        # Names of blobs in another account than the document's end with it.
        key = key.removesuffix(f"#{options['AZURE_STORAGE_ACCOUNT']}")
    if scheme in _STORES and slash and container and key:
        return _STORES[scheme](href, container, key, options)
    return web_address(href, options)


def _s3_address(href: str, bucket: str, key: str, options: Mapping[str, str]) -> WebAddress | None:
    if not options.keys() <= _S3_OPTIONS:
        return None

    def setting(name: str, default: str = "") -> str:
        return options.get(name) or os.environ.get(name) or default

    keys: Mapping[str, str] | None = None
    if not _is_yes(setting("AWS_NO_SIGN_REQUEST")):
        keys = options if "AWS_ACCESS_KEY_ID" in options else _machine_keys()
        if not keys.get("AWS_ACCESS_KEY_ID") or not keys.get("AWS_SECRET_ACCESS_KEY"):
            return None
    region = options.get("AWS_REGION") or (keys or {}).get("AWS_REGION")
    region = region or setting("AWS_REGION") or setting("AWS_DEFAULT_REGION", "us-east-1")
    ending = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    host = setting("AWS_S3_ENDPOINT", f"s3.{region}.{ending}").removeprefix("https://").removeprefix("http://")
    path = quote(key, safe="/~")
    if _is_yes(setting("AWS_VIRTUAL_HOSTING", "TRUE")) and "." not in bucket:
        place = f"{bucket}.{host}/{path}"
    else:
        place = f"{host}/{bucket}/{path}"
    scheme = "https" if _is_yes(setting("AWS_HTTPS", "YES")) else "http"
    payer = setting("AWS_REQUEST_PAYER")
    headers = {"x-amz-request-payer": payer} if payer else {}
    return WebAddress(
        url=f"{scheme}://{place}",
        headers=tuple(headers.items()),
        shown=href,
        sign=None if keys is None else _s3_signer(keys, region, headers),
        login="" if keys is None else keys["AWS_ACCESS_KEY_ID"],
    )


def _machine_keys() -> Mapping[str, str]:
    # Here and not above: it loads Amazon's library.
    from ..backends.aws import machine_login

    return machine_login()


def _s3_signer(keys: Mapping[str, str], region: str, headers: Mapping[str, str]) -> Signer:
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    credentials = Credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], keys.get("AWS_SESSION_TOKEN"))
    auth = S3SigV4Auth(credentials, "s3", region)

    def sign(url: str) -> Mapping[str, str]:
        request = AWSRequest("GET", url, headers=dict(headers))
        auth.add_auth(request)
        return dict(request.headers.items())

    return sign


def _gs_address(href: str, bucket: str, key: str, options: Mapping[str, str]) -> WebAddress | None:
    if not options.keys() <= _GS_OPTIONS or not _is_set("GS_NO_SIGN_REQUEST", options):
        return None
    fields = header_fields(options.get("GDAL_HTTP_HEADERS", ""))
    if fields is None:
        return None
    if options.get("GS_USER_PROJECT"):
        fields["x-goog-user-project"] = options["GS_USER_PROJECT"]
    endpoint = options.get("CPL_GS_ENDPOINT") or os.environ.get("CPL_GS_ENDPOINT") or "https://storage.googleapis.com/"
    url = f"{endpoint.rstrip('/')}/{bucket}/{quote(key, safe='/~')}"
    return WebAddress(url=url, headers=tuple(sorted(fields.items())), shown=href)


def _az_address(href: str, container: str, key: str, options: Mapping[str, str]) -> WebAddress | None:
    if not options.keys() <= _AZ_OPTIONS or any(os.environ.get(name) for name in _AZ_SETTINGS):
        return None
    text = options.get("AZURE_STORAGE_CONNECTION_STRING", os.environ.get("AZURE_STORAGE_CONNECTION_STRING", ""))
    parts = {name.strip(): value for name, mark, value in (part.partition("=") for part in text.split(";")) if mark}
    if parts.keys() - {"BlobEndpoint", "AccountName", "SharedAccessSignature"}:
        return None
    account = options.get("AZURE_STORAGE_ACCOUNT", "")
    endpoint = parts.get("BlobEndpoint") or (f"https://{account}.blob.core.windows.net" if account else "")
    token = options.get("AZURE_STORAGE_SAS_TOKEN") or parts.get("SharedAccessSignature", "")
    bearer = options.get("AZURE_STORAGE_ACCESS_TOKEN", "")
    if not endpoint or not (token or bearer or _is_set("AZURE_NO_SIGN_REQUEST", options)):
        return None
    query = f"?{token.removeprefix('?')}" if token else ""
    headers = (("Authorization", f"Bearer {bearer}"), ("x-ms-version", _AZURE_VERSION)) if bearer and not token else ()
    url = f"{endpoint.rstrip('/')}/{container}/{quote(key, safe='/~')}{query}"
    return WebAddress(url=url, headers=headers, shown=href)


def _is_set(name: str, options: Mapping[str, str]) -> bool:
    return _is_yes(options.get(name) or os.environ.get(name, ""))


def _is_yes(text: str) -> bool:
    return text.strip().upper() in {"YES", "TRUE", "ON", "1"}


_STORES = {"s3": _s3_address, "gs": _gs_address, "az": _az_address}
