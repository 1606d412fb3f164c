"""Serving: one process, or a few that share an address; the address is printed when it answers."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from intarsia.errors import Conflict, IntarsiaError, Invalid
from intarsia.web import logs
from intarsia.web.settings import Settings

if TYPE_CHECKING:
    import uvicorn

SPARE_FILES = 300  # files and connections that a process needs besides those to its readers
BACKLOG = 2048
WARM_AFTER = 20  # tenths of a second that the door is open


def serve(root: Path, settings: Settings) -> None:
    """Serve the pool in a folder until stopped; requests under way are finished first.

    Raises: Conflict when the port is taken; Invalid for an address that is not this machine's, or a port that this user may not take.
    """
    with listening(settings.host, settings.port) as door:
        many_files()
        if settings.workers > 1:
            from intarsia.web import workers

            workers.Workers(root, settings, door).run(lambda: announce(settings, door))
        else:
            run(root, settings, door, lambda: announce(settings, door))


def run(root: Path, settings: Settings, door: socket.socket, ready: Callable[[], None]) -> None:
    """Answer at `door` in this process until a signal says stop. `ready` is called once it answers."""
    logs.configure(settings.json_logs, settings.access_log)
    import uvicorn

    from intarsia.figures import RENDERER
    from intarsia.pool import Pool
    from intarsia.web import aside, metrics, nearby
    from intarsia.web.app import create_app
    from intarsia.web.connection import Connection
    from intarsia.web.ticker import ticking

    pool = Pool(root)
    app = create_app(pool, here=not settings.behind and nearby.only_near(settings.host, pool.config.base, settings.local), settings=settings)
    Connection.most = max(50, min(settings.connections, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES))

    class Door(uvicorn.Server):
        """Says when it answers, and looks at its connections."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

        async def on_tick(self, counter: int) -> bool:
            if counter == WARM_AFTER:
                RENDERER.warm()  # so that the first chart need not wait for its process; and the first readers do not wait for this
            if counter % 10 == 0:
                open_now = list(self.server_state.connections)
                metrics.CONNECTIONS.set(len(open_now))
                metrics.QUEUED.set(app.state.desk.turns.queued)
                metrics.ASKED.set(app.state.desk.turns.running)
                for one in open_now:
                    if isinstance(one, Connection):
                        one.look(one.loop.time())
            return await super().on_tick(counter)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.stopping = True
            for one in (sock for server in self.servers for sock in server.sockets):
                asyncio.get_running_loop().remove_reader(one)
            await asyncio.sleep(0.05)  # connections taken up a moment ago are lost when their server closes before they are made
            await super().shutdown(sockets)

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield  # ours are set already, before the first moment in which one could be missed

    server = Door(_config(app, settings.patience))

    def stop(number: int, frame: FrameType | None) -> None:
        server.force_exit = server.should_exit  # asked twice: at once
        server.should_exit = True

    signals(stop)
    with ticking(app):
        server.run([door])
        aside.stop()
    _close(app.state)


def _config(app: Any, patience: int) -> uvicorn.Config:
    """How uvicorn serves the app; it has `patience` seconds for answers under way when it is told to stop."""
    import uvicorn

    from intarsia.web.connection import Connection

    return uvicorn.Config(app, http=Connection, loop="asyncio", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False, date_header=True,
                          timeout_keep_alive=5, timeout_graceful_shutdown=patience, backlog=BACKLOG, proxy_headers=False)


def _close(state: Any) -> None:
    """Let go of what the app holds."""
    for one in (state.desk, state.serving, state.here):
        if one is not None:
            one.close()


def signals(stop: Callable[[int, FrameType | None], None]) -> None:
    """SIGTERM and SIGINT stop; so does SIGHUP when a terminal is closed, and without one it is nothing: releases are taken up by themselves."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop if os.isatty(0) else signal.SIG_IGN)


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that waits for readers.

    Raises: Conflict or Invalid.
    """
    # named as TCP: asyncio sends small answers at once only then, else each waits some 40 ms for the reader's acknowledgement
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if ":" in host:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
        try:
            door.bind((host, port))
            door.listen(BACKLOG)
        except (OSError, UnicodeError) as error:
            raise _told(error, host, port) from error
        door.setblocking(False)
        yield door


def announce(settings: Settings, door: socket.socket) -> None:
    """Say where it answers; a full disk or a closed pipe behind the output is no reason to stop."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    with contextlib.suppress(OSError):
        click.echo(f"Intarsia serves at http://{host}:{door.getsockname()[1]}{settings.base_path}/  (Ctrl-C stops it)")


def many_files() -> None:
    """As many open files as the system lets this process have: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _told(error: Exception, host: str, port: int) -> IntarsiaError:
    """Why there can be no listening here."""
    where = f"{host}:{port}"
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, socket.gaierror | UnicodeError) or number in (errno.EADDRNOTAVAIL, errno.EINVAL):
        return Invalid(f"{host} is no address of this machine", where=where, way_out="leave --host out for this machine alone, or take --host 0.0.0.0 for every address it has")
    if number in (errno.EACCES, errno.EPERM):
        return Invalid(f"this user may not take port {port}", where=where, way_out="choose one above 1023: --port 8000")
    return Conflict(f"port {port} is taken", where=where, way_out=f"choose another: --port {port + 1 if port < 65535 else 8000}")
