"""A visit to a page with a form that strangers may send: it holds a token, so nobody keeps it, and its forms are counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from intarsia.accounts import limits
from intarsia.web.desk import DeskVisit
from intarsia.web.door import address_key, has_accounts, people


def fresh(request: Request) -> DeskVisit:
    """The visit, whoever it is."""
    return DeskVisit(request)


Fresh = Annotated[DeskVisit, Depends(fresh)]


def counted(visit: DeskVisit, what: str, said: str, **most: int) -> None:
    """Count that a stranger sends a form: `address` is how often one address may in a quarter of an hour, any other name how often all may together.

    Raises: limits.TooOften, with `said`.
    """
    keys = {f"{what}:{address_key(visit.request) if name == 'address' else name}": number for name, number in most.items()}
    limits.count(people(visit.request), said, keys)


def answered(visit: DeskVisit) -> bool:
    """Has this pool people who answer what readers send? Where nobody has an account, only who sits at the machine itself."""
    return has_accounts(visit.request) or visit.on_this_machine
