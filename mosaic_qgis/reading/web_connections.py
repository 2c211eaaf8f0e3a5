"""Connections to servers that byte ranges of images are asked of: kept open, through proxies, with certificates. ENGINE.

Makes them and hands them out; asks nothing itself.
"""

from __future__ import annotations

import ssl
import threading
import weakref
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment

import urllib3
from requests.utils import should_bypass_proxies
from urllib3.util import parse_url

from ..backends import authorities, network
from ..backends.client_certificates import PresentedCertificate
from ..backends.http_credentials import origin

CONNECT_TIMEOUT_S = 10.0
SILENCE_S = 20.0
"""Longest wait for the next byte."""

Origin = tuple[str, str, int | None]


class WebConnections:
    """Pools of connections, by the proxy that the environment names and by who signs in. Thread-safe."""

    def __init__(self, most_connections: int) -> None:
        self._keywords: dict[str, Any] = {
            "maxsize": most_connections,
            "num_pools": 32,
            "ca_certs": authorities.bundle(),
            "cert_reqs": "CERT_REQUIRED",
            "timeout": urllib3.Timeout(
                connect=network.limits().connect_or(CONNECT_TIMEOUT_S), read=network.limits().silence_or(SILENCE_S)
            ),
        }
        self._direct = urllib3.PoolManager(**self._keywords)
        self._proxies = getproxies_environment()
        self._through: dict[str, urllib3.PoolManager] = {}
        self._certified: weakref.WeakKeyDictionary[
            PresentedCertificate, dict[tuple[str, Origin], urllib3.PoolManager]
        ] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            certified = [manager for each in self._certified.values() for manager in each.values()]
        for manager in (self._direct, *self._through.values(), *certified):
            manager.clear()

    def manager(self, url: str, certificate: PresentedCertificate | None) -> urllib3.PoolManager | None:
        """The pool for a URL; None where the proxy is of another kind. The certificate is for the URL's own server.

        Raises:
            MosaicAuthError: the certificate is none.
        """
        proxy = self._proxy_for(url)
        if certificate is not None:
            return self._presenting(certificate, proxy, url)
        if not proxy:
            return self._direct
        if proxy not in self._through:
            keywords = self._proxy_keywords(proxy)
            if keywords is None:
                return None
            self._through[proxy] = urllib3.ProxyManager(**keywords)
        return self._through[proxy]

    def _presenting(self, certificate: PresentedCertificate, proxy: str, url: str) -> urllib3.PoolManager | None:
        home = origin(url)
        with self._lock:
            known = self._certified.get(certificate, {}).get((proxy, home))
        if known is not None:
            return known
        others = self.manager(url, None)
        if others is None:
            return None
        kind = _PresentingProxy if proxy else _PresentingPools
        keywords = (self._proxy_keywords(proxy) if proxy else None) or self._keywords
        made = kind(home=home, others=others, ssl_context=certificate.context(), **keywords)
        with self._lock:
            return self._certified.setdefault(certificate, {}).setdefault((proxy, home), made)

    def _proxy_for(self, url: str) -> str:
        proxy = self._proxies.get(urlsplit(url).scheme.lower()) or self._proxies.get("all") or ""
        return "" if proxy and should_bypass_proxies(url, self._proxies.get("no")) else proxy

    def _proxy_keywords(self, proxy: str) -> dict[str, Any] | None:
        named = proxy if "://" in proxy else f"http://{proxy}"
        if not named.lower().startswith(("http://", "https://")):
            return None
        place = urlsplit(named)
        login, _, host = place.netloc.rpartition("@")
        headers = urllib3.make_headers(proxy_basic_auth=unquote(login)) if login else None
        return {"proxy_url": f"{place.scheme}://{host}", "proxy_headers": headers, **self._keywords}


class _PresentingPools(urllib3.PoolManager):
    """Presents a certificate at one server; who is asked because that one redirects there does not see it."""

    def __init__(
        self, *, home: Origin, others: urllib3.PoolManager, ssl_context: ssl.SSLContext, **keywords: Any
    ) -> None:
        super().__init__(ssl_context=ssl_context, **keywords)
        # urllib3 asks for names beyond ASCII in their other form.
        self._homes = {home, (home[0], (parse_url(f"{home[0]}://{home[1]}").host or "").lower(), home[2])}
        self._others = others

    def connection_from_host(
        self,
        host: str | None,
        port: int | None = None,
        scheme: str | None = "http",
        pool_kwargs: dict[str, Any] | None = None,
    ) -> urllib3.HTTPConnectionPool:
        usual = {"http": 80, "https": 443}.get(scheme or "")
        there = (scheme, (host or "").strip("[]").lower(), None if port == usual else port)
        if there not in self._homes:
            return self._others.connection_from_host(host, port, scheme, pool_kwargs)
        return super().connection_from_host(host, port, scheme, pool_kwargs)


class _PresentingProxy(_PresentingPools, urllib3.ProxyManager):
    """The same through a proxy."""
