"""How a login is kept in an authentication configuration, and read from one. QGIS side; pure but for translation.

What QGIS has a method for is kept so; the rest under a method of ours, whose values are percent-encoded, because QGIS cuts
a value at "|||" and ":::". Stores nothing itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

from .login_stores import (
    AWS,
    AWS_METHOD,
    AZURE,
    AZURE_METHOD,
    GOOGLE,
    GOOGLE_METHOD,
    HTTP,
    OWN_METHODS,
    PLANETARY,
    PLANETARY_METHOD,
)
from .login_ways import OTHER, Entered, way_of, ways_of
from .translation import tr

_SEPARATORS: Final = ("|||", ":::")
_METHOD_OF_STORE: Final = {AWS: AWS_METHOD, GOOGLE: GOOGLE_METHOD, AZURE: AZURE_METHOD, PLANETARY: PLANETARY_METHOD}


def problem_with(entered: Entered) -> str:
    """What is missing or wrong, in a sentence; empty when a login can be kept."""
    way = way_of(entered.store, entered.way)
    for each in way.inputs:
        value = entered.values.get(each.key, "")
        if each.is_needed and not value.strip():
            return tr("“{name}” is missing.").format(name=each.label)
        if each.kind == "key_file" and value and not is_service_account(value):
            return tr("That is no key file of a service account: it must be JSON with client_email and private_key.")
        if each.key == "endpoint" and value and not value.startswith(("https://", "http://")):
            return tr("An endpoint starts with https:// or http://, not “{value}”.").format(value=value)
        if any(sign in value for sign in "\r\n") and each.kind != "key_file":
            return tr("“{name}” has more than one line.").format(name=each.label)
    if entered.way == "header" and set(entered.values.get("name", "")) & set(" :"):
        return tr("The name of a header has no space and no colon.")
    method, config = stored(entered)
    if method not in OWN_METHODS and any(sign in value for value in config.values() for sign in _SEPARATORS):
        return tr("QGIS cannot keep a login with ||| or ::: in it.")
    return ""


def is_service_account(text: str) -> bool:
    """Whether a text is the key file of a service account."""
    try:
        key = json.loads(text)
    except ValueError:
        return False
    return isinstance(key, dict) and {"client_email", "private_key", "token_uri"} <= key.keys()


def stored(entered: Entered) -> tuple[str, dict[str, str]]:
    """Method and values of the configuration that keeps a login."""
    values = {key: value for key, value in entered.values.items() if value}
    match entered.store, entered.way:
        case "http", "basic":
            return "Basic", {
                "username": values.get("username", ""),
                "password": values.get("password", ""),
                "realm": "",
            }
        case "http", "bearer":
            return "APIHeader", {"Authorization": f"Bearer {values.get('token', '')}"}
        case "http", "header":
            return "APIHeader", {values.get("name", ""): values.get("value", "")}
        case "aws", "key" if values.keys() <= {"access_key", "secret_key", "region"}:
            plain = {
                "username": values.get("access_key", ""),
                "password": values.get("secret_key", ""),
                "region": values.get("region", ""),
            }
            if not any(sign in value for value in plain.values() for sign in _SEPARATORS):
                # As QGIS knows it.
                return "AWSS3", plain
    encoded = {key: quote(value, safe="") for key, value in values.items()}
    return _METHOD_OF_STORE[entered.store], {"way": entered.way, **encoded}


def plain(method: str, config: Mapping[str, str]) -> dict[str, str]:
    """The values of a configuration as they were entered."""
    if method not in OWN_METHODS:
        return dict(config)
    return {key: unquote(value) for key, value in config.items()}


def read(method: str, config: Mapping[str, str]) -> Entered:
    """A configuration as a login that can be edited; its way is `OTHER` where only QGIS's own editor can."""
    values = plain(method, config)
    store = OWN_METHODS.get(method)
    if store is not None:
        way = values.pop("way", "")
        known = {each.key for each in ways_of(store)}
        return Entered(store=store, way=way if way in known else ways_of(store)[0].key, values=values)
    match method:
        case "AWSS3":
            named = (("access_key", "username"), ("secret_key", "password"), ("region", "region"))
            return Entered(store=AWS, way="key", values={key: values.get(name, "") for key, name in named})
        case "Basic":
            pair = {key: values.get(key, "") for key in ("username", "password")}
            return Entered(store=HTTP, way="basic", values=pair)
        case "APIHeader" if len(values) == 1:
            ((name, value),) = values.items()
            kind, _, token = value.partition(" ")
            if name.lower() == "authorization" and kind.lower() == "bearer":
                return Entered(store=HTTP, way="bearer", values={"token": token})
            return Entered(store=HTTP, way="header", values={"name": name, "value": value})
    return Entered(store=HTTP, way=OTHER)
