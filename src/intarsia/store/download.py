"""Fetching from the network: public addresses only, resolved once, every redirect checked, size and time limited."""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from intarsia.errors import Invalid, Refused, Unavailable

TIMEOUT = 30.0
TOTAL_TIME = 1800.0
REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@contextmanager
def downloaded(url: str, folder: Path, max_bytes: int, allow_hosts: Iterable[str] = ()) -> Iterator[Path]:
    """A temporary file with what `url` gives.

    Raises: Refused for addresses that are not public (unless the host is allowed by name); Unavailable otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in _chunks(url, max_bytes, tuple(allow_hosts)):
                out.write(chunk)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def checked_address(host: str, port: int, allow_hosts: Iterable[str] = ()) -> str:
    """The one address to connect to.

    Raises: Refused for loopback, private, link-local and other non-public ranges; Unavailable when it does not resolve.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unavailable(f"the host {host} is not found", where=host, way_out="check the address and the network, or use --mirror") from error
    addresses = [str(info[4][0]) for info in found]
    if host not in set(allow_hosts):
        for address in addresses:
            if not public(address):
                raise Refused(f"{host} leads to {address}, which is not a public address", where=host,
                              way_out="the operator may list the host under allow_hosts in pool.toml")
    return addresses[0]


def public(address: str) -> bool:
    """Is this an address on the internet, also when an IPv6 address stands for an IPv4 one?"""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is not None:
            return public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Invalid(f"the source redirects to no address: {error}", where=url[:300], way_out="look at the address in a browser") from error


def _chunks(url: str, max_bytes: int, allow_hosts: tuple[str, ...]) -> Iterator[bytes]:
    import httpx

    until = time.monotonic() + TOTAL_TIME
    for _ in range(REDIRECTS + 1):
        try:
            parts, asked = urlsplit(url), httpx.URL(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except (ValueError, httpx.InvalidURL) as error:
            raise Invalid(f"this is no address: {error}", where=url[:300], way_out="mend url in dataset.toml") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(f"only http and https addresses are fetched, not '{parts.scheme}'", where=url)
        address = checked_address(parts.hostname, port, allow_hosts)
        pinned = asked.copy_with(host=address)
        headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "intarsia", "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": parts.hostname}
        try:
            with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client, \
                    client.stream("GET", pinned, headers=headers, extensions=extensions) as response:
                if response.has_redirect_location:
                    url = _joined(url, response.headers["location"])
                    continue
                if response.status_code != 200:
                    raise Unavailable(f"the source answered {response.status_code}", where=url, way_out="try again later, or use --mirror")
                size = 0
                for chunk in response.iter_bytes(1 << 20):
                    size += len(chunk)
                    if size > max_bytes or time.monotonic() > until:
                        raise Unavailable("the source sends more, or longer, than allowed", where=url, way_out="raise max_bytes in the distribution")
                    yield chunk
                return
        except httpx.HTTPError as error:
            raise Unavailable(f"the source cannot be reached: {error}", where=url, way_out="try again later, or use --mirror") from error
    raise Unavailable("the source redirects without end", where=url)
