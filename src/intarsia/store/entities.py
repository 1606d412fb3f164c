"""Entities by name: which records each name stood for in the last public release that had it. Kept in desk.sqlite, beside the ledger.

A name is given once and never taken back: when an entity is no more, its name stays here with the records it had, so that its
address leads to where they are now, and so that it gets its name back when they come together again. What stands in a release for
this machine alone is never written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:  # SQLAlchemy takes longer to import than most builds to start
    from intarsia.store.ledger import Ledger

#: one row a record of an entity; `last`: the last release that had the entity, `live`: the newest had it
SCHEMA = pa.schema([("entity", pa.string()), ("kind", pa.string()), ("member", pa.string()), ("live", pa.bool_()), ("last", pa.string())])
_KNOWN = "SELECT e.id AS entity, e.kind, m.member, e.live, e.last FROM entity AS e JOIN entity_member AS m ON m.entity = e.id ORDER BY e.id, m.member"


def known(ledger: Ledger) -> pa.Table:
    """All names with their records (`SCHEMA`), those of entities that are no more among them."""
    import sqlalchemy as sa

    with ledger.engine.connect() as connection:
        rows = connection.execute(sa.text(_KNOWN)).all()
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table([pa.array([bool(v) for v in column] if field.name == "live" else list(column), field.type) for field, column in zip(SCHEMA, columns, strict=True)], schema=SCHEMA)


def after(before: pa.Table, entity: pa.Table, release: str) -> pa.Table:
    """What is known once a release with these entities is there.

    before, and what is returned: `SCHEMA`; entity: cluster, kind and member of the release, one row a record.
    """
    named = entity.column("cluster").combine_chunks()
    gone = before.filter(pc.invert(pc.is_in(before.column("entity"), value_set=named)))
    gone = gone.set_column(SCHEMA.get_field_index("live"), "live", pa.array([False] * len(gone), pa.bool_()))
    now = pa.table([entity.column("cluster"), entity.column("kind"), entity.column("member"), pa.array([True] * len(entity), pa.bool_()),
                    pa.array([release] * len(entity), pa.string())], schema=SCHEMA)
    return pa.concat_tables([gone, now]).sort_by([("entity", "ascending"), ("member", "ascending")])


def remember(ledger: Ledger, entity: pa.Table, release: str) -> None:
    """Write down which records the entities of a public release hold; all of it, or nothing.

    entity: cluster, kind and member, one row a record.
    """
    import sqlalchemy as sa

    rows = [{"id": i, "kind": k, "member": m} for i, k, m in zip(*(entity.column(name).to_pylist() for name in ("cluster", "kind", "member")), strict=True)]
    with ledger.engine.begin() as connection:
        connection.execute(sa.text("CREATE TEMP TABLE now (id TEXT, kind TEXT, member TEXT, PRIMARY KEY (id, member))"))
        if rows:
            connection.execute(sa.text("INSERT INTO now VALUES (:id, :kind, :member)"), rows)
        for statement in (
            "UPDATE entity SET live = 0 WHERE live = 1 AND id NOT IN (SELECT id FROM now)",
            "INSERT INTO entity (id, kind, live, last) SELECT DISTINCT id, kind, 1, :release FROM now WHERE true ON CONFLICT (id) DO UPDATE SET live = 1, last = :release",
            "DELETE FROM entity_member WHERE entity IN (SELECT id FROM now) AND NOT EXISTS (SELECT 1 FROM now WHERE now.id = entity AND now.member = entity_member.member)",
            "INSERT INTO entity_member (entity, member) SELECT id, member FROM now WHERE true ON CONFLICT DO NOTHING",
        ):
            connection.execute(sa.text(statement), {"release": release} if ":release" in statement else {})
        connection.execute(sa.text("DROP TABLE now"))
