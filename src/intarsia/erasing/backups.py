"""A backup without what is erased: unpacked beside itself, erased from like any pool, packed again, and put in the place of the old one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intarsia.backup import backup
from intarsia.errors import IntarsiaError, NotFound
from intarsia.pool import Pool
from intarsia.restore import restore
from intarsia.store.layout import sync_folder


def clean(file: Path, *, subject: str, who: str, why: str, erase: Callable[..., Any], report: Callable[[str], None]) -> bool:
    """Write a backup anew; False for one that has nothing of it, which stays byte for byte.

    Raises: what restoring, erasing and backing up raise, with the backup named.
    """
    report(f"backup {file.name}")
    with tempfile.TemporaryDirectory(prefix=".intarsia-erase-", dir=file.absolute().parent) as scratch:
        os.chmod(scratch, 0o700)
        folder, packed = Path(scratch) / "pool", Path(scratch) / file.name
        try:
            restore(file, folder)
            erase(Pool(folder), subject, who, why)
        except NotFound as error:
            if error.where == str(file) or not folder.is_dir():
                raise
            return False
        except IntarsiaError as error:
            error.where = f"{file}: {error.where}"
            raise
        everything = any(path.name != "fetch" for path in (folder / "outcomes").glob("*"))
        backup(folder, packed, everything=everything)
        os.replace(packed, file)
        sync_folder(file.absolute().parent)
    return True
