"""Where a child writes an answer: in memory while it is short, in a nameless file when it is long; never more than was allowed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable

IN_MEMORY = 64_000


class Sink:
    """The bytes of an answer so far. `rows` written, `truncated`: which limit cut it off, or ""."""

    def __init__(self, most_rows: int, most_bytes: int) -> None:
        self.out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (its end is the end of the answer)
        self.most_rows, self.most_bytes = most_rows, most_bytes
        self.rows, self.truncated = 0, ""

    def write(self, text: str | bytes) -> None:
        """Heads and tails, which are always written."""
        self.out.write(text.encode("utf-8", "replace") if isinstance(text, str) else text)

    @property
    def size(self) -> int:
        return self.out.tell()

    def left(self) -> int:
        """How many rows may still be written."""
        return self.most_rows - self.rows

    def full(self, coming: int = 0) -> bool:
        """Is there no room for so many more bytes? Then that is noted."""
        over = self.size + coming > self.most_bytes
        if over:
            self.truncated = "size"
        return over

    def lines(self, rows: Iterable[str], between: str) -> None:
        """Rows, each as text, until they end or a limit is met."""
        for row in rows:
            if self.left() == 0:
                self.truncated = "rows"
                return
            text = (between + row if self.rows else row).encode("utf-8", "replace")
            if self.full(len(text)):
                return
            self.out.write(text)
            self.rows += 1

    def ended(self) -> tuple[bytes, int | None]:
        """The bytes themselves, or the number of the open file that holds them."""
        if self.size <= IN_MEMORY:
            self.out.seek(0)
            return self.out.read(), None
        self.out.flush()
        return b"", self.out.fileno()
