"""The drafts of a pool: begun, found by those who may see them, and removed in time."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import disk
from intarsia.accounts import HERE
from intarsia.contributing import jobs
from intarsia.contributing.draft import IDLE, NOTE, SENT, Draft, gone, loaded, now
from intarsia.errors import NotFound

if TYPE_CHECKING:
    from intarsia.pool import Pool

ID = re.compile(r"[0-9a-f]{32}")
GONE = ".gone-"  #: how the name of a draft begins that was removed and is not off the disk yet
#: what is kept of a draft that was published, beside its reports: no cell is in it
TOLD = frozenset({NOTE, "forecast.json", "leaves.json", "signing.json"})
#: an upload that brought nothing for so long was cut off; an anonymous draft lives so long; what is published needs no draft so long
CUT_OFF, ANONYMOUS, DONE = datetime.timedelta(hours=1), datetime.timedelta(hours=24), datetime.timedelta(days=30)


class Drafts:
    """The drafts in `incoming/` of a pool."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.folder = pool.layout.incoming

    def begin(self, who: str, name: str, *, owner: str = HERE, secret: str = "", about: dict[str, Any] | None = None) -> Draft:
        """A new draft, whose file is still to come. secret: of the cookie of somebody without an account; then `owner` is "".

        Raises: DiskTrouble.
        """
        identity = secrets.token_hex(16)
        with disk.in_words(self.pool.layout.root):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            draft = Draft(identity, self.folder / identity, name, owner, who, hashed(secret) if secret else "", about=dict(about or {}), times={"begun": now()})
            (draft.folder / SENT).mkdir(parents=True, mode=0o700)
            draft.write()
        return draft

    def get(self, identity: str) -> Draft:
        """A draft by its id, whoever asks: for jobs. Raises: NotFound."""
        if not ID.fullmatch(identity):
            raise gone()
        return loaded(self.folder / identity)

    def find(self, identity: str, owners: Collection[str] | None, secret: str = "") -> Draft:
        """A draft for somebody who may see those of `owners` (None: everybody's), or who has the secret of an anonymous one.

        Raises: NotFound, in the same words for what is not there and for what is not theirs.
        """
        draft = self.get(identity)
        theirs = bool(draft.owner) and (owners is None or draft.owner in owners)
        held = draft.anonymous and bool(secret) and bool(draft.secret) and hmac.compare_digest(hashed(secret), draft.secret)
        if not (theirs or held):
            raise gone()
        return draft

    def of(self, owners: Collection[str] | None) -> list[Draft]:
        """The drafts of organisations (None: of all of them), the newest first; anonymous ones are nobody's and not among them."""
        found = [draft for draft in self.all() if draft.owner and (owners is None or draft.owner in owners)]
        return sorted(found, key=lambda draft: draft.times.get("begun", ""), reverse=True)

    def all(self) -> Iterator[Draft]:
        """Every draft that can be read."""
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if ID.fullmatch(folder.name):
                with suppress(NotFound):
                    yield loaded(folder)

    def claim(self, draft: Draft, owner: str, by: str) -> Draft:
        """An anonymous draft becomes an organisation's; one that has an owner stays as it is."""
        return draft.say(owner=owner, by=by, secret="") if draft.anonymous else draft

    def withdraw(self, draft: Draft) -> None:
        """Remove a draft with all that is in it."""
        remove(draft.folder)

    def expire(self, moment: datetime.datetime) -> int:
        """Remove the drafts whose time is over, and what was cut off; returns how many. One that a job works on stays."""
        count = 0
        for folder in list(self.folder.iterdir()) if self.folder.is_dir() else ():
            if not folder.is_dir() or folder.is_symlink():
                continue
            if self._over(folder, moment):
                remove(folder)
                count += 1
        return count

    def _over(self, folder: Path, moment: datetime.datetime) -> bool:
        """Is its time over? Folders that are no drafts go a while after they were last written to; what was removed, and is still there, goes now."""
        if folder.name.startswith(GONE):
            return True
        try:
            draft = loaded(folder)
        except NotFound:
            with suppress(OSError):
                written = datetime.datetime.fromtimestamp((folder / NOTE if (folder / NOTE).exists() else folder).stat().st_mtime, datetime.UTC)
                return moment - written > CUT_OFF and bool(ID.fullmatch(folder.name))
            return False
        if jobs.running(draft):
            return False
        begun = draft.at("begun") or datetime.datetime.min.replace(tzinfo=datetime.UTC)
        if draft.state == "receiving":
            return moment - _written(draft) > CUT_OFF
        if draft.anonymous:
            return moment - begun > ANONYMOUS
        if draft.state in IDLE:
            return moment - max(draft.at("opened") or begun, begun) > datetime.timedelta(days=self.pool.config.contribute.days)
        return draft.state in ("published", "described") and moment - (draft.at("published") or begun) > DONE


def hashed(secret: str) -> str:
    """A secret of a cookie or a link as it is kept: it has 128 random bits or more, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def remove(folder: Path) -> None:
    """A draft's folder is gone at once for everybody, and from the disk right after."""
    aside = folder if folder.name.startswith(GONE) else folder.with_name(GONE + folder.name)
    with suppress(OSError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def published(draft: Draft) -> Draft:
    """The draft without its file, and without whatever holds cells of it, once that stands in the pool: what was said of it stays a while."""
    shutil.rmtree(draft.folder / SENT, ignore_errors=True)
    for path in draft.folder.glob("*.json"):
        if path.name not in TOLD and not path.name.startswith(("report.", "weighed.")):
            path.unlink(missing_ok=True)
    return draft.again()


def _written(draft: Draft) -> datetime.datetime:
    """When something of an upload last came."""
    newest = max((one.stat().st_mtime for one in (draft.folder / SENT).glob("*")), default=draft.folder.stat().st_mtime)
    return datetime.datetime.fromtimestamp(newest, datetime.UTC)
