"""How a pool is served: what an operator chooses on the command line, passed whole from process to process."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from intarsia.errors import Invalid

PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
DESK_KEY = "INTARSIA_DESK_KEY"  # how the processes of one server share what the tokens of forms are signed with; not on the command line, which others see


@dataclass(frozen=True)
class Settings:
    """What `intarsia serve` was told.

    base_path: under which path of its host the site stands; proxies: addresses and networks whose X-Forwarded-* are believed;
    local: show the release for this machine to this machine, also where the pool's base is a public address;
    hsts: seconds for which browsers shall insist on https, 0 for none; metrics: may others than this machine read them;
    connections: how many are open at most, in one process; patience: how long requests under way may take when the server stops.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    base_path: str = ""
    proxies: tuple[str, ...] = ()
    local: bool = False
    hsts: int = 0
    json_logs: bool = False
    access_log: bool = False
    metrics: bool = False
    connections: int = 2000
    patience: int = 10

    def checked(self) -> Settings:
        """Itself, with the base path and the proxies as they are compared.

        Raises: Invalid for a path or a network that is none, and for settings that exclude each other.
        """
        path = self.base_path.strip().rstrip("/")
        if path and (not PATH.fullmatch(path) or {".", ".."} & set(path.split("/"))):
            raise Invalid(f"'{self.base_path[:80]}' is no path to stand under", where="--base-path", way_out="write it with a slash in front: --base-path /commons")
        networks = tuple(str(network(one)) for part in self.proxies for one in part.replace(",", " ").split())
        if self.local and (networks or path):
            raise Invalid("datasets for this machine cannot be shown behind a proxy, where everyone seems to come from this machine", where="--local",
                          way_out="leave out --local, or leave out --proxy and --base-path")
        return Settings(**{**asdict(self), "base_path": path, "proxies": networks})

    @property
    def behind(self) -> bool:
        """Is there a proxy in front, as far as the operator said?"""
        return bool(self.proxies or self.base_path)

    def dumps(self) -> str:
        """As text, for a child process."""
        return json.dumps(asdict(self))

    @classmethod
    def loads(cls, text: str) -> Settings:
        """From the text of `dumps`."""
        found: dict[str, Any] = json.loads(text)
        return cls(**{**found, "proxies": tuple(found["proxies"])})


def network(written: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """An address or network of a proxy.

    Raises: Invalid.
    """
    try:
        return ipaddress.ip_network(written.strip(), strict=False)
    except ValueError:
        raise Invalid(f"'{written[:80]}' is no address or network", where="--proxy", way_out="write --proxy 127.0.0.1, or a network such as --proxy 10.0.0.0/8") from None


def desk_key() -> str:
    """What the tokens of one server's forms are signed with: new with each server, the same in all its processes."""
    return os.environ.get(DESK_KEY) or secrets.token_hex(32)
