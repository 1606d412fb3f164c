"""One of several processes that answer at one address: `python -m intarsia.web.worker FD SETTINGS FOLDER PARENT`, started by `workers`."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
from pathlib import Path

import click

from intarsia.errors import IntarsiaError
from intarsia.web import server
from intarsia.web.settings import Settings

READY = b"ready\n"


def main() -> None:
    """Answer until told to stop, or until the process that started this one is gone."""
    handle, settings, folder, parent = sys.argv[1:5]  # told who the parent is: it may be gone before this line
    threading.Thread(target=_stop_with_parent, args=(int(parent),), daemon=True).start()
    with socket.socket(fileno=int(handle)) as door:
        try:
            server.run(Path(folder), Settings.loads(settings), door, _tell)
        except IntarsiaError as error:
            click.echo(f"{error.title}: {error}", err=True)
            sys.exit(error.exit_code)


def _tell() -> None:
    with contextlib.suppress(OSError):
        os.write(1, READY)


def _stop_with_parent(parent: int) -> None:
    """A worker whose parent was killed gives its place up."""
    import signal
    import time

    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
