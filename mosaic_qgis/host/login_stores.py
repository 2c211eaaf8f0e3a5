"""Which login suits which store: the schemes of URIs and the methods of authentication configurations. QGIS side, pure.

Methods that QGIS knows are stored as such, so that they work in the rest of QGIS as well. What QGIS has no method for
has one of ours, which QGIS keeps encrypted and never uses itself.
"""

from __future__ import annotations

from typing import Final

from .patterns import Pattern

AWS: Final = "aws"
AZURE: Final = "azure"
GOOGLE: Final = "google"
HTTP: Final = "http"
PLANETARY: Final = "planetary_computer"
STORES: Final = (AWS, GOOGLE, AZURE, HTTP, PLANETARY)

AWS_METHOD: Final = "MosaicAWS"
AZURE_METHOD: Final = "MosaicAzure"
GOOGLE_METHOD: Final = "MosaicGoogle"
PLANETARY_METHOD: Final = "MosaicPlanetaryComputer"
OWN_METHODS: Final = {AWS_METHOD: AWS, AZURE_METHOD: AZURE, GOOGLE_METHOD: GOOGLE, PLANETARY_METHOD: PLANETARY}
"""Methods of ours and their stores."""

_STORE_OF_SCHEME: Final = {
    **dict.fromkeys(("s3", "dynamodb"), AWS),
    "gs": GOOGLE,
    "az": AZURE,
    **dict.fromkeys(("http", "https", "stac+http", "stac+https"), HTTP),
}
_SCHEME = Pattern(r"([A-Za-z][A-Za-z0-9+.-]+):/")
WITH_CERTIFICATE: Final = frozenset({"PKI-Paths", "PKI-PKCS#12", "Identity-Cert"})
"""Methods of QGIS that sign in with a client certificate."""
SIGNING_EACH_ADDRESS: Final = frozenset({"MapTilerHmacSha256"})
"""Methods of QGIS that change every address that is asked for, which cannot be handed on."""


def store_of(uri: str) -> str | None:
    """The store that a URI is in; None for files, and for what is no URI."""
    match = _SCHEME.match(uri.strip())
    return _STORE_OF_SCHEME.get(match[1].lower()) if match else None


def stores_for(uri: str, subject: str) -> tuple[str, ...]:
    """The stores whose logins suit the document of a URI, or its images, which may be anywhere."""
    store = store_of(uri)
    if subject == "document" and store is not None:
        return (store,)
    if store is None:
        return STORES
    return (store, *(each for each in STORES if each != store))


def suits(method: str, stores: tuple[str, ...]) -> bool:
    """Whether an authentication configuration of that method can sign in at one of the stores."""
    if method in OWN_METHODS:
        return OWN_METHODS[method] in stores
    match method:
        case "AWSS3":
            return AWS in stores
        case "Basic":
            return bool({AWS, AZURE, HTTP} & set(stores))
        case "APIHeader" | "OAuth2":
            return bool({GOOGLE, HTTP} & set(stores))
    return HTTP in stores and method not in SIGNING_EACH_ADDRESS
