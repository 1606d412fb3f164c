"""A draft: one file that somebody sent, with what was said and chosen about it, in a folder that nothing else reads.

`draft.json` says how far it is; it is replaced whole, under a lock, so that several processes may change it. It holds no cell of the data.
"""

from __future__ import annotations

import datetime
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from intarsia.errors import NotFound
from intarsia.store import layout

#: in the order in which a draft may come through them
STATES = ("receiving", "reading", "read", "failed", "waiting for a signature", "deciding", "leaves at", "publishing", "published", "described", "withdrawn")
DECIDING = "deciding"  #: somebody decided, and it is being carried out
NOTE, CHANGES, SENT = "draft.json", ".changes", "sent"
#: states in which a draft still waits for its contributor, and so dies when nobody comes back
IDLE = ("receiving", "reading", "read", "failed", "waiting for a signature", DECIDING, "withdrawn")


@dataclass(frozen=True)
class Draft:
    """What is known of a draft.

    owner: the organisation's id, "this machine", or "" while it is nobody's. by: the name of who began it. secret: of an anonymous
    draft, the SHA-256 of the secret in its cookie. stage: what a job is doing. about: title, description, publisher, sector, licence,
    goal, format, options (of reading), as_of. columns: column -> meaning that somebody chose, "" leaves it out. choices: column ->
    remedy with options, or "as is". times: when what happened, ISO in UTC. problem: of a draft that failed, what and the way out.
    extra: what other parts keep, each under its own key.
    """

    id: str
    folder: Path
    name: str
    owner: str = ""
    by: str = ""
    secret: str = ""
    state: str = "receiving"
    stage: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Any] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    problem: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The file as it was sent."""
        return self.folder / SENT / self.name

    @property
    def anonymous(self) -> bool:
        """Does it belong to nobody yet?"""
        return not self.owner

    def again(self) -> Draft:
        """The same draft as it is now. Raises: NotFound when it is gone."""
        return loaded(self.folder)

    def say(self, **changes: Any) -> Draft:
        """Change fields of what is on disk now, and return that; `times` and `extra` are added to, other fields take the place of what was there.

        Raises: NotFound when the draft is gone meanwhile.
        """
        with self._changing():
            now = loaded(self.folder)
            for name in ("times", "extra"):
                if name in changes:
                    changes[name] = {**getattr(now, name), **changes[name]}
            changed = replace(now, **changes)
            changed.write()
        return changed

    def write(self) -> None:
        """Put what this object says on disk; `say` is what others call."""
        body = {name: value for name, value in asdict(self).items() if name not in ("id", "folder")}
        layout.replace(self.folder / NOTE, json.dumps(body, ensure_ascii=False, indent=1))

    def keep(self, name: str, value: Any) -> None:
        """Keep something JSON-able beside the draft."""
        layout.replace(self.folder / name, json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def kept(self, name: str) -> Any | None:
        """What was kept under a name; None when there is nothing."""
        try:
            return json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def at(self, what: str) -> datetime.datetime | None:
        """When something happened."""
        try:
            return datetime.datetime.fromisoformat(self.times[what])
        except (KeyError, ValueError):
            return None

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            with open(self.folder / CHANGES, "a", encoding="utf-8") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
        except FileNotFoundError:
            raise gone() from None


def now() -> str:
    """This moment as drafts write it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def gone() -> NotFound:
    """The same words for what is not there and for what is somebody else's."""
    return NotFound("there is no such draft, or it is not yours to see", where="/contribute",
                    way_out="drafts are removed after a while, and each is seen by its own organisation only: sign in, open the link on the machine it was made on, or send the file again")


def loaded(folder: Path) -> Draft:
    """The draft in a folder. Raises: NotFound."""
    try:
        body = json.loads((folder / NOTE).read_text("utf-8"))
        known = {one.name for one in fields(Draft)} - {"id", "folder"}
        return Draft(id=folder.name, folder=folder, **{name: value for name, value in body.items() if name in known})
    except (OSError, ValueError, TypeError, AttributeError):
        raise gone() from None
