"""Does a request come from this machine? What may be used here alone is shown to such requests only.

The address must be this machine's own, the name asked for too (so that no other site's page can ask through a browser), and
nothing may have passed the request on: behind a proxy everyone comes from this machine. Some proxies say nothing of it, and
name this machine: so a pool whose own address is a public one is never shown this way unless the operator says so, and HTTP/1.0,
which such proxies speak and no browser does, is not enough.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.requests import Request

PASSED_ON = ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "client-ip", "cf-connecting-ip", "true-client-ip", "fastly-client-ip")
PASSED_ON_BEGIN = ("x-forwarded", "x-original-", "x-envoy-")
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]@\s]+)(?::[0-9]*)?")


def loopback(host: str) -> bool:
    """Is this a name or address that only this machine answers to?"""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def only_near(host: str, base: str, anyway: bool = False) -> bool:
    """Is a server bound to this address open to this machine alone? `base`: the pool's own address; `anyway`: the operator says so."""
    return loopback(host) and (anyway or loopback(urlsplit(base).hostname or ""))


def from_here(request: Request) -> bool:
    """Asked by this machine, under its own name, and not passed on by a proxy."""
    if request.scope.get("http_version") == "1.0":
        return False
    if request.client is None or not loopback(request.client.host):
        return False
    if any(name in PASSED_ON or name.startswith(PASSED_ON_BEGIN) for name in request.headers):
        return False
    # the page of another site may send a browser here, but not read along: no browser leaves these two out for such a request
    if request.headers.get("sec-fetch-site", "none") in ("cross-site", "same-site") and request.headers.get("sec-fetch-mode") != "navigate":
        return False
    # a whole address instead of a path is how proxies are asked, and it outranks the Host header
    if not request.scope.get("path", "").startswith("/") or request.scope.get("state", {}).get("whole_address"):
        return False
    asked = HOST.fullmatch(request.headers.get("host", ""))
    return asked is not None and loopback(asked[1])
