"""desk.sqlite as a file: opened for reading or for writing, and brought up to date by whoever writes first.

Nobody who only reads makes the file, or changes it: a pool may be served from a disk that cannot be written. Who writes takes the
write lock at once (BEGIN IMMEDIATE), so that two processes that look and then write do so one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from intarsia.errors import Broken

if TYPE_CHECKING:
    from alembic.config import Config

PATIENCE = 20_000  # ms that one writer waits for another
MIGRATIONS = Path(__file__).parent / "migrations"


class DeskFile:
    """The file behind the ledger and the accounts. It is opened anew for each use, so that a file that was put in its place is seen.

    Raises, with the first write: Broken when a newer version made it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": PATIENCE / 1000})
        sa.event.listen(self.engine, "connect", _connected)
        sa.event.listen(self.engine, "begin", _began)
        self._seen: tuple[int, int] | None = None

    def there(self) -> bool:
        """Is there such a file? Who reads asks first: reading makes none."""
        return self.path.is_file()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """To look things up."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """To look and change: all of it, or nothing."""
        self.up_to_date()
        with self.engine.execution_options(write=True).begin() as connection:
            yield connection

    def up_to_date(self) -> None:
        """Make the file where there is none, and add the tables that it lacks. Raises: Broken when a newer version made it."""
        if self.there() and self._seen == self._stamp():
            return
        if not self.there() or self.version() != newest():
            _upgrade(self)
        self._seen = self._stamp()

    def version(self) -> str:
        """The schema version of the file; empty for one that has none yet."""
        with self.read() as connection:
            if connection.execute(sa.text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first() is None:
                return ""
            return str(connection.execute(sa.text("SELECT max(version_num) FROM alembic_version")).scalar() or "")

    def has(self, table: str) -> bool:
        """Does the file have this table? An older one, not written to since, may lack it."""
        if not self.there():
            return False
        with self.read() as connection:
            return connection.execute(sa.text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table}).first() is not None

    def compact(self) -> None:
        """Write the file anew, so that no page of it keeps what was deleted."""
        with closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def _stamp(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_ino, found.st_dev


@lru_cache(32)
def at(path: Path) -> DeskFile:
    """The file at a path, with what was found out about it so far."""
    return DeskFile(path)


@cache
def newest() -> str:
    """The number of the newest migration."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says so, not where the driver guesses
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten: names of people and hashes of secrets too


def _began(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")


def _upgrade(desk: DeskFile) -> None:
    from alembic import command
    from alembic.util.exc import CommandError

    try:
        with desk.engine.execution_options(write=True).begin() as connection:
            command.upgrade(_config(connection), "heads")
    except CommandError as error:
        raise Broken("desk.sqlite was made by a newer version", where=str(desk.path), way_out="upgrade intarsia") from error


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
