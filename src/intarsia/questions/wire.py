"""What server and child say to each other: a JSON head and bytes; long bytes travel as an open file, so that no child waits for a slow reader."""

from __future__ import annotations

import json
import os
import socket
import struct
from contextlib import suppress
from typing import IO, Any

LENGTHS = struct.Struct(">II")
LONGEST_HEAD = 4_000_000


def send(link: socket.socket, head: dict[str, Any], body: bytes = b"", file: int | None = None) -> None:
    """One message; `file`: the number of an open file that goes along."""
    text = json.dumps(head, ensure_ascii=True).encode()
    message = LENGTHS.pack(len(text), len(body)) + text + body
    if file is None:
        link.sendall(message)
    else:
        sent = socket.send_fds(link, [message], [file])
        link.sendall(message[sent:])


class Mailbox:
    """Messages as they come in, whole or in pieces."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._file: IO[bytes] | None = None

    def take(self, link: socket.socket) -> bool:
        """Read what is there; False at the end. Raises: BlockingIOError when nothing is there yet."""
        try:
            data, fds, _, _ = socket.recv_fds(link, 1 << 18, 1)
        except ConnectionResetError:
            return False
        if fds:
            self.close()
            self._file = os.fdopen(fds[0], "rb")
        self._read += data
        return bool(data)

    def message(self) -> tuple[dict[str, Any], bytes, IO[bytes] | None] | None:
        """The next whole message; None when there is none yet. Raises: ValueError for what is no message."""
        if len(self._read) < LENGTHS.size:
            return None
        head, body = LENGTHS.unpack_from(self._read)
        if head > LONGEST_HEAD:
            raise ValueError("the head is too long")
        end = LENGTHS.size + head + body
        if len(self._read) < end:
            return None
        said = json.loads(self._read[LENGTHS.size:LENGTHS.size + head])
        if not isinstance(said, dict):
            raise ValueError("the head is no object")
        held, file = bytes(self._read[LENGTHS.size + head:end]), self._file
        del self._read[:end]
        self._file = None
        return said, held, file

    def close(self) -> None:
        """Let go of a file that nobody asked for."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
