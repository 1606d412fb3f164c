"""People: organisations, members and their roles, and who may do what (docs/people.md).

While nobody has an account, whoever sits at this machine is the pool's owner (`OWNER`). Once somebody has, everybody signs in.

    who.must("decide", accounts.holder(pool, dataset))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intarsia.accounts import acts
from intarsia.accounts.holding import held, hold, holder, holdings
from intarsia.accounts.who import HERE, NOBODY, OWNER, Who

if TYPE_CHECKING:
    from intarsia.pool import Pool
    from intarsia.store.desk import DeskFile

__all__ = ["HERE", "NOBODY", "OWNER", "Who", "acts", "held", "hold", "holder", "holdings", "note", "organisation_named", "organisations"]


def organisations(pool: Pool) -> dict[str, str]:
    """Ids and names of the organisations that have accounts here, by name; empty on a fresh machine."""
    from intarsia.accounts.organisation import listed
    from intarsia.store.desk import at

    return listed(at(pool.layout.desk))


def organisation_named(desk: DeskFile, named: str, make: bool = True) -> str:
    """The id of an organisation by its id or name; `make`: made where it is not there yet. Raises: NotFound, Invalid."""
    from intarsia.accounts.organisation import named as found

    return found(desk, named, make)


def note(pool: Pool, who: Who, act: str, about: str = "", door: str = "page") -> None:
    """Write a line of the audit: who, when, what; `about` holds no cells and no secrets."""
    from intarsia.accounts import audit
    from intarsia.store.desk import at

    audit.note(at(pool.layout.desk), who, act, about, door)
