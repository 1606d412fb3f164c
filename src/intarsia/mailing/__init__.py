"""Mailing: letters that somebody asked for, where the pool has a mail server ([mail] in pool.toml). Off unless it is there.

Letters wait in desk.sqlite (`outbox`), are sent in rounds (`rounds`), are plain text (`letters`), and hold no cell of the data.
"""

from __future__ import annotations

from intarsia.mailing.outbox import on, put
from intarsia.mailing.rounds import Posted, post

__all__ = ["Posted", "on", "post", "put"]
