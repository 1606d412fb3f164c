"""Organisations: who holds datasets, and for whom members work."""

from __future__ import annotations

import re
import time

import sqlalchemy as sa

from intarsia.accounts.schema import ORGANISATION
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.store.desk import DeskFile
from intarsia.text import fold

LONGEST = 120


def listed(desk: DeskFile) -> dict[str, str]:
    """Their ids and names, by name."""
    if not desk.has("organisation"):
        return {}
    with desk.read() as connection:
        return {row.id: row.name for row in connection.execute(sa.select(ORGANISATION).order_by(ORGANISATION.c.name))}


def make(desk: DeskFile, name: str) -> str:
    """A new organisation; returns its id, which is made of the name.

    Raises: Invalid for a name that is none; Conflict for one that is there.
    """
    with desk.write() as connection:
        return add(connection, name)


def add(connection: sa.Connection, name: str) -> str:
    """The same within a change."""
    name = shown(name)
    there = {row.id: row.name for row in connection.execute(sa.select(ORGANISATION))}
    if fold(name) in {fold(one) for one in there.values()}:
        raise Conflict(f"there is an organisation '{name}' already", where="organisation", way_out="choose it from the list")
    stem = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40] or "organisation"
    id = next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(there) + 3))) if one not in there)
    connection.execute(sa.insert(ORGANISATION).values(id=id, name=name, made=time.time()))
    return id


def found(connection: sa.Connection, named: str) -> str:
    """The id of an organisation by its id or name. Raises: NotFound."""
    for row in connection.execute(sa.select(ORGANISATION)):
        if named == row.id or fold(named) == fold(row.name):
            return str(row.id)
    raise NotFound(f"there is no organisation '{named[:LONGEST]}'", where="organisation", way_out="see them: intarsia people list")


def named(desk: DeskFile, name: str, make: bool) -> str:
    """The id of an organisation by its id or name; `make`: made where it is not there yet. Raises: NotFound, Invalid."""
    with desk.write() as connection:
        return within(connection, name, make)


def within(connection: sa.Connection, name: str, make: bool) -> str:
    """The same within a change."""
    try:
        return found(connection, name)
    except NotFound:
        if not make:
            raise
        return add(connection, name)


def shown(name: str, where: str = "organisation") -> str:
    """A name as pages show it, on one line. Raises: Invalid."""
    name = " ".join(name.split())
    if not any(one.isalnum() for one in name):
        raise Invalid("a name has letters or digits", where=where, way_out="write the name as people know it")
    if len(name) > LONGEST or not name.isprintable():
        raise Invalid(f"a name has at most {LONGEST} characters, and only such as can be seen", where=where, way_out="write it shorter, or type it anew")
    return name
