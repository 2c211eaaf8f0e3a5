"""The ways to sign in at each store and what each needs, as the dialog shows them. QGIS side; pure but for translation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from .login_stores import AWS, AZURE, GOOGLE, HTTP, PLANETARY
from .translation import tr

Kind = Literal["text", "secret", "key_file", "yes"]

OTHER: Final = "other"
"""The way of configurations that only QGIS's own editor knows."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing that a person enters."""

    key: str
    """Its name in the configuration."""
    label: str
    kind: Kind = "text"
    is_needed: bool = False
    is_extra: bool = False
    """Whether few people need it."""
    example: str = ""
    tip: str = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to sign in at a store."""

    store: str
    key: str
    label: str
    inputs: tuple[Input, ...] = ()
    note: str = ""
    """What a person should know."""


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A login as it was entered, or read from a configuration."""

    store: str
    way: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


def store_label(store: str) -> str:
    """The name of a store for people."""
    return {
        AWS: tr("Amazon S3 and DynamoDB, and stores like them"),
        GOOGLE: tr("Google Cloud Storage"),
        AZURE: tr("Azure Blob Storage"),
        HTTP: tr("Web addresses and STAC APIs"),
        PLANETARY: tr("Planetary Computer"),
    }[store]


def ways_of(store: str) -> tuple[Way, ...]:
    """All ways in, the usual one first."""
    return {AWS: _aws, GOOGLE: _google, AZURE: _azure, HTTP: _http, PLANETARY: _planetary}[store]()


def _aws() -> tuple[Way, ...]:
    place = (
        Input(key="region", label=tr("Region"), example="eu-central-1"),
        Input(
            key="endpoint",
            label=tr("Endpoint"),
            is_extra=True,
            example="https://minio.example.com",
            tip=tr("The address of a store that is not Amazon's own"),
        ),
        Input(
            key="path_style",
            label=tr("Path-style addresses"),
            kind="yes",
            is_extra=True,
            tip=tr("For stores whose buckets have no host names of their own"),
        ),
    )
    payer = Input(
        key="requester_pays",
        label=tr("Requester pays (you are charged)"),
        kind="yes",
        is_extra=True,
        tip=tr(
            "Amazon charges your account for each request and for what is transferred, in buckets whose owner does not pay"
        ),
    )
    role = (
        Input(
            key="role",
            label=tr("Role to take on"),
            is_extra=True,
            example="arn:aws:iam::123456789012:role/reader",
            tip=tr("Its temporary keys are asked for when images are read, and renewed"),
        ),
        Input(key="external_id", label=tr("External ID of the role"), kind="secret", is_extra=True),
    )
    return (
        Way(
            store=AWS,
            key="key",
            label=tr("Access key"),
            inputs=(
                Input(key="access_key", label=tr("Access key ID"), is_needed=True, example="AKIA…"),
                Input(key="secret_key", label=tr("Secret access key"), kind="secret", is_needed=True),
                Input(
                    key="session_token",
                    label=tr("Session token"),
                    kind="secret",
                    tip=tr("Only temporary keys have one; it ends, and the login with it"),
                ),
                *place,
                *role,
                payer,
            ),
        ),
        Way(
            store=AWS,
            key="profile",
            label=tr("Profile of this computer"),
            inputs=(
                Input(key="profile", label=tr("Profile"), is_needed=True, example="default"),
                *place,
                *role,
                payer,
            ),
            note=tr("A profile of the files ~/.aws/config and ~/.aws/credentials."),
        ),
        Way(
            store=AWS,
            key="default",
            label=tr("As this computer is set up"),
            inputs=(*place, *role, payer),
            note=tr("Amazon's default chain: environment, profile “default”, role of the machine."),
        ),
        Way(store=AWS, key="anonymous", label=tr("Anonymous, for public data"), inputs=place),
    )


def _google() -> tuple[Way, ...]:
    place = (
        Input(
            key="billed_project",
            label=tr("Project that pays"),
            is_extra=True,
            tip=tr("Only for buckets whose owner lets the requester pay: this project is billed for each request"),
        ),
        Input(key="endpoint", label=tr("Endpoint"), is_extra=True, example="https://gcs.example.com"),
    )
    return (
        Way(
            store=GOOGLE,
            key="service_account",
            label=tr("Service account"),
            inputs=(
                Input(
                    key="service_account",
                    label=tr("Key file (JSON)"),
                    kind="key_file",
                    is_needed=True,
                    tip=tr("Its text is kept in the login; the file is not needed any more"),
                ),
                *place,
            ),
        ),
        Way(
            store=GOOGLE,
            key="default",
            label=tr("As this computer is set up"),
            inputs=place,
            note=tr("Google's application default credentials, as “gcloud auth application-default login” makes them."),
        ),
        Way(store=GOOGLE, key="anonymous", label=tr("Anonymous, for public data"), inputs=place[1:]),
    )


def _azure() -> tuple[Way, ...]:
    account = Input(
        key="account",
        label=tr("Storage account"),
        example="myaccount",
        tip=tr("The login is used for images in this account only; empty: in that of the document"),
    )
    endpoint = Input(
        key="endpoint", label=tr("Endpoint"), is_extra=True, example="https://myaccount.blob.core.windows.net"
    )
    return (
        Way(
            store=AZURE,
            key="account_key",
            label=tr("Account key"),
            inputs=(
                account,
                Input(key="account_key", label=tr("Account key"), kind="secret", is_needed=True),
                endpoint,
            ),
        ),
        Way(
            store=AZURE,
            key="sas_token",
            label=tr("Shared access signature"),
            inputs=(
                account,
                Input(
                    key="sas_token",
                    label=tr("SAS token"),
                    kind="secret",
                    is_needed=True,
                    tip=tr("With or without the question mark"),
                ),
                endpoint,
            ),
        ),
        Way(
            store=AZURE,
            key="connection_string",
            label=tr("Connection string"),
            inputs=(
                Input(key="connection_string", label=tr("Connection string"), kind="secret", is_needed=True),
                account,
            ),
        ),
        Way(
            store=AZURE,
            key="default",
            label=tr("As this computer is set up"),
            inputs=(
                account,
                Input(
                    key="client_id",
                    label=tr("Managed identity"),
                    is_extra=True,
                    tip=tr("Client ID of an identity that is not the only one of this computer"),
                ),
                endpoint,
            ),
            note=tr("Azure's default chain: environment, managed identity, “az login”."),
        ),
        Way(
            store=AZURE,
            key="application",
            label=tr("Application"),
            inputs=(
                account,
                Input(key="tenant_id", label=tr("Tenant ID"), is_needed=True),
                Input(key="client_id", label=tr("Client ID"), is_needed=True),
                Input(key="client_secret", label=tr("Client secret"), kind="secret", is_needed=True),
                endpoint,
            ),
        ),
        Way(store=AZURE, key="anonymous", label=tr("Anonymous, for public data"), inputs=(account, endpoint)),
    )


def _http() -> tuple[Way, ...]:
    return (
        Way(
            store=HTTP,
            key="basic",
            label=tr("User name and password"),
            inputs=(
                Input(key="username", label=tr("User name"), is_needed=True),
                Input(key="password", label=tr("Password"), kind="secret", is_needed=True),
            ),
        ),
        Way(
            store=HTTP,
            key="bearer",
            label=tr("Bearer token"),
            inputs=(Input(key="token", label=tr("Token"), kind="secret", is_needed=True),),
            note=tr("Sent as the header “Authorization: Bearer …”."),
        ),
        Way(
            store=HTTP,
            key="header",
            label=tr("Header with a key"),
            inputs=(
                Input(key="name", label=tr("Header"), is_needed=True, example="X-Api-Key"),
                Input(key="value", label=tr("Value"), kind="secret", is_needed=True),
            ),
        ),
        Way(
            store=HTTP,
            key=OTHER,
            label=tr("Another configuration of QGIS (OAuth2…)"),
            note=tr("Made and edited in QGIS's own window. QGIS signs in with it, and again when the login ends."),
        ),
    )


def _planetary() -> tuple[Way, ...]:
    return (
        Way(
            store=PLANETARY,
            key="subscription",
            label=tr("Subscription key"),
            inputs=(Input(key="key", label=tr("Key"), kind="secret", is_needed=True),),
            note=tr("Links to images are signed while they are read. This works without a key, too, but less often."),
        ),
    )


def way_of(store: str, key: str) -> Way:
    """A way by its key. Raises KeyError."""
    return {way.key: way for way in ways_of(store)}[key]
