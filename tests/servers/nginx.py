"""Files over HTTP by nginx: ranges, ETag, 304, basic auth, redirects, 503, rate limits."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import ClassVar

from .certificate import Authority, make_certificate
from .process import LOOPBACK, ServerError, ServerProcess

USER = "ana"
PASSWORD = "correct horse"
OTHER_USER = "ben"
OTHER_PASSWORD = "battery staple"

# `daemon off`: the guard watches the very process. Requests above the rate are answered 429 at once.
_CONFIGURATION = Template("""
$user_directive
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
    types { application/json json mosaicjson geojson; application/gzip gz; image/tiff tif tiff; text/html html; }
    default_type application/octet-stream;
    access_log $folder/access.log;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    limit_req_zone $$binary_remote_addr zone=hurried:1m rate=5r/s;
    server {
        listen $host:$port$tls;
        root $files;
        location / { }
        location /private/ { alias $files/; auth_basic "mosaics"; auth_basic_user_file $folder/users; }
        location /guarded/ { alias $files/; auth_basic "others"; auth_basic_user_file $folder/others; }
        location /forbidden/ { return 403; }
        location /moved/ { rewrite ^/moved/(.*)$$ /$$1 permanent; }
        location /found/ { rewrite ^/found/(.*)$$ /private/$$1 redirect; }
        location /circle/ { return 302 /circle/; }
        location /busy/ { add_header Retry-After 1 always; return 503; }
        location /hurried/ { alias $files/; limit_req zone=hurried burst=2 nodelay; limit_req_status 429; }
        location /slow/ { alias $files/; limit_rate 64k; }
        location /plain/ { alias $files/; etag off; add_header Last-Modified ""; max_ranges 0; }
    }
}
""")


class NginxServer(ServerProcess):
    """Serves the folder `files` at `/`, and the same files with other manners below these prefixes:

    `/private/` asks for `USER` and `PASSWORD`, `/guarded/` for `OTHER_USER` and `OTHER_PASSWORD`; `/forbidden/` is 403; `/moved/` is a permanent redirect to `/`,
    `/found/` a temporary one to `/private/`, `/circle/` one to itself; `/busy/` is 503 with Retry-After; `/hurried/`
    takes 5 requests a second and answers 429 to the rest; `/slow/` sends 64 KB a second; `/plain/` has neither ETag
    nor ranges.
    """

    name: ClassVar[str] = "nginx"
    stop_signal: ClassVar[str] = "SIGQUIT"

    @property
    def files(self) -> Path:
        """The folder that is served. Tests put their files into subfolders of their own."""
        return self.folder / "files"

    @property
    def accesses(self) -> list[str]:
        """The access log: one line per finished request."""
        return (self.folder / "access.log").read_text().splitlines()

    def prepare(self) -> None:
        self.files.mkdir(exist_ok=True)
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        (self.folder / "others").write_text(f"{OTHER_USER}:{{PLAIN}}{OTHER_PASSWORD}\n")
        user = pwd.getpwuid(os.geteuid()).pw_name
        configuration = _CONFIGURATION.substitute(
            # Started by root, nginx gives its workers to somebody who cannot read a temporary folder.
            user_directive=f"user {user};" if os.geteuid() == 0 else "",
            folder=self.folder,
            files=self.files,
            host=LOOPBACK,
            port=self.port,
            tls=self.tls(),
        )
        (self.folder / "nginx.conf").write_text(configuration)

    def tls(self) -> str:
        """What makes the port one of https, in nginx's words."""
        return ""

    def command(self) -> Sequence[str | Path]:
        # Debian keeps it where only root's PATH leads.
        program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            raise ServerError("nginx must be installed: run tests/servers/install.sh")
        return [program, "-p", self.folder, "-e", "stderr", "-c", self.folder / "nginx.conf"]


class NginxTlsServer(NginxServer):
    """The same over https, with a certificate of its own; `sdk_environment` makes clients trust it."""

    name: ClassVar[str] = "nginx-tls"

    def tls(self) -> str:
        certificate, key = make_certificate(self.folder)
        return f" ssl; ssl_certificate {certificate}; ssl_certificate_key {key}"

    @property
    def url(self) -> str:
        return super().url.replace("http:", "https:")

    @property
    def sdk_environment(self) -> dict[str, str]:
        """Environment variables that make Python's libraries and GDAL trust the certificate, and no other."""
        certificate = str(self.folder / "certificate.pem")
        return {"REQUESTS_CA_BUNDLE": certificate, "CURL_CA_BUNDLE": certificate}


class NginxCertificateServer(NginxServer):
    """Lets in only who presents a certificate of its `authority`, which has given it its own, too."""

    name: ClassVar[str] = "nginx-certificates"

    @property
    def authority(self) -> Authority:
        """Nobody else trusts it."""
        if self._authority is None:
            self._authority = Authority(self.folder)
        return self._authority

    _authority: Authority | None = None

    def tls(self) -> str:
        own = self.authority.issue("server", of_server=True)
        return (
            f" ssl; ssl_certificate {own.certificate}; ssl_certificate_key {own.key};"
            f" ssl_client_certificate {self.authority.certificate}; ssl_verify_client on"
        )

    @property
    def url(self) -> str:
        return super().url.replace("http:", "https:")
