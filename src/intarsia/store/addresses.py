"""Which addresses may be fetched from: those on the open internet, and hosts that the operator allows by name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

from intarsia.errors import Refused, Unavailable

#: IPv6 that is routed on the internet; all else (loopback, local, IPv4 in disguise) lies outside
_ROUTED = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: not public, though older Pythons say so: relays of 6to4, and two ranges for documents
_NOT_PUBLIC = tuple(ipaddress.ip_network(n) for n in ("192.88.99.0/24", "2001:db8::/32", "3fff::/20"))


def addresses(host: str, port: int, allow_hosts: Iterable[str] = ()) -> list[str]:
    """The addresses of a host, from one look-up: what is connected to must come from this very list.

    Raises: Refused when any of them is loopback, private, link-local or otherwise not public; Unavailable when the host does not resolve.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise Unavailable(f"the host {host} is not found", where=host, way_out="check the address and the network, or use --mirror") from error
    answers = list(dict.fromkeys(str(info[4][0]) for info in found))
    if plain_host(host) not in {plain_host(name) for name in allow_hosts}:
        for address in answers:
            if not public(address):
                raise Refused(f"{host} leads to {address}, which is not a public address", where=host,
                              way_out="the operator may list the host under allow_hosts in pool.toml")
    return answers


def plain_host(name: str) -> str:
    """A host's name as it is compared: lower case, ASCII, without the last dot and the brackets of IPv6."""
    bare = name.strip().lower().rstrip(".").removeprefix("[").removesuffix("]")
    if bare.isascii():
        return bare
    import idna

    try:
        return idna.encode(bare).decode("ascii")
    except idna.IDNAError:
        return bare


def public(address: str) -> bool:
    """Is this an address on the internet, also when an IPv6 address stands for an IPv4 one?"""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is not None:
            return public(str(inner))
        if found not in _ROUTED:
            return False
    return found.is_global and not found.is_multicast and not any(found in n for n in _NOT_PUBLIC if n.version == found.version)
