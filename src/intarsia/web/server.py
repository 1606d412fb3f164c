"""Serving: one process, uvicorn, the address printed when it answers."""

from __future__ import annotations

import errno
import socket

import click
import uvicorn

from intarsia.errors import Conflict, IntarsiaError, Invalid
from intarsia.pool import Pool
from intarsia.web import nearby
from intarsia.web.app import create_app


class Announcing(uvicorn.Server):
    """Says where it listens once it does, and not before."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            click.echo(f"Intarsia serves at http://{host}:{self.config.port}/  (Ctrl-C stops it)")


def serve(pool: Pool, host: str, port: int, local: bool = False) -> None:
    """Serve until stopped; requests under way are finished first.

    local: show datasets for this machine to this machine, also where the pool's own address is a public one.

    Raises: Conflict when the port is taken; Invalid for an address that is not this machine's, or a port that this user may not take.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _told(error, host, port) from error
    app = create_app(pool, here=nearby.only_near(host, pool.config.base, local))
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=10, server_header=False, date_header=True)
    Announcing(config).run()


def _told(error: OSError, host: str, port: int) -> IntarsiaError:
    """Why there can be no listening here."""
    where = f"{host}:{port}"
    if isinstance(error, socket.gaierror) or error.errno in (errno.EADDRNOTAVAIL, errno.EINVAL):
        return Invalid(f"{host} is no address of this machine", where=where, way_out="leave --host out for this machine alone, or take --host 0.0.0.0 for every address it has")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Invalid(f"this user may not take port {port}", where=where, way_out="choose one above 1023: --port 8000")
    return Conflict(f"port {port} is taken", where=where, way_out=f"choose another: --port {port + 1 if port < 65535 else 8000}")
