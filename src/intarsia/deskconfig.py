"""What pool.toml says of the desk and of its letters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeskConfig:
    """[desk] of pool.toml: for how many days it is kept who asked for data and what for."""

    request_days: int = 180


@dataclass(frozen=True)
class MailConfig:
    """[mail] of pool.toml: how letters leave; without a host none do.

    sender: what stands after From, as "desk@example.org". tls: "starttls" (port 587), "tls" (port 465), or "none" for a server on this machine.
    user: where the server wants one; its password stands in the environment (INTARSIA_MAIL_PASSWORD) or in `password_file`, outside the pool.
    site: where this pool is read, for the links in letters; the pool's base when nobody says. an_hour: letters at most.
    """

    host: str = ""
    port: int = 0
    sender: str = ""
    tls: str = "starttls"
    user: str = ""
    password_file: str = ""
    site: str = ""
    an_hour: int = 200
