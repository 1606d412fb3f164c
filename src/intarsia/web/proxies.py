"""What a proxy in front says of a request: believed from the proxies that the operator trusts, and from nobody else.

A server that trusts no proxy reads none of these headers. `nearby` looks at their presence only, and never shows what is
for this machine to a request that has one.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.types import Scope

from intarsia.web.settings import PATH, network

HOST = re.compile(r"[A-Za-z0-9._~-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
LONGEST_PREFIX = 200


class Proxies:
    """The proxies that are trusted."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks = [network(one) for one in trusted]

    def trusts(self, address: str) -> bool:
        """Is this one of them?"""
        if not self._networks:
            return False
        try:
            found = ipaddress.ip_address(address.split("%")[0])
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in one for one in self._networks if one.version == found.version)

    def read(self, scope: Scope) -> str:
        """Take over who asked, how, by which name and under which path; returns the request's id when the proxy gave one.

        X-Forwarded-For is read from its right end: the last address that is no proxy of ours asked.
        """
        client = scope.get("client")
        if client is None or not self.trusts(client[0]):
            return ""
        said = {name: value.decode("latin-1").strip() for name, value in scope["headers"] if name.startswith(b"x-")}
        hops = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
        named = [part.strip() for part in hops.split(",") if part.strip()]
        asking = next((one for one in reversed(named) if not self.trusts(_address(one))), None)
        if asking is not None:
            scope["client"] = (_address(asking) or "unknown", 0)
        if said.get(b"x-forwarded-proto", "").lower() in ("http", "https"):
            scope["scheme"] = said[b"x-forwarded-proto"].lower()
        if HOST.fullmatch(host := said.get(b"x-forwarded-host", "")):
            scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"host"] + [(b"host", host.encode("latin-1"))]
        prefix = said.get(b"x-forwarded-prefix", "").rstrip("/")
        if prefix and len(prefix) <= LONGEST_PREFIX and PATH.fullmatch(prefix):
            scope["root_path"] = prefix
        given = said.get(b"x-request-id", "")
        return given if REQUEST_ID.fullmatch(given) else ""


def _address(written: str) -> str:
    """The bare address of a hop, which some proxies write with a port; empty for what is none."""
    bare = written[1:].partition("]")[0] if written.startswith("[") else written.partition(":")[0] if written.count(":") == 1 else written
    try:
        return str(ipaddress.ip_address(bare.split("%")[0]))
    except ValueError:
        return ""
