"""Studies of interventions: registering one in a pool, and the dossier of one in a release."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from intarsia.errors import Conflict, NotFound
from intarsia.impact.study import Study, parsed, read
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.store import registrations
from intarsia.store.layout import replace
from intarsia.store.registrations import Registered

__all__ = ["Registered", "as_csv", "dossier", "entered", "listed", "placebos", "register", "registered", "unstudied"]

#: names that pages of the site have
RESERVED = ("register",)
LISTED = ("id", "title", "registered", "start", "design", "status", "effect", "low", "high", "p")


def register(pool: Pool, identity: str, given: Mapping[str, Any], by: str = "") -> Study:
    """Enter a study in the ledger and write it into the pool's folder. Its result comes with the next build. by: who the ledger names; the role that asks, where nobody is given.

    Raises: Invalid for what is no study; Conflict for a name that is taken: what was asked once is never asked differently under the same name.
    """
    folder = pool.layout.studies
    file = folder / f"{identity}.toml"
    study = parsed(identity, given, str(file))
    if identity in RESERVED or file.exists():
        raise Conflict(f"there is a study '{identity}' already", where=str(file), way_out="give this one another name; the first stays as it is")
    with closing(pool.ledger()) as ledger:
        registrations.enter(ledger, by or study.who, identity, study.hash, study.content())
    folder.mkdir(exist_ok=True)
    replace(file, study.toml())
    return study


def registered(pool: Pool) -> list[Study]:
    """The studies in the pool's folder, answered or not."""
    return read(pool.layout.studies)


def entered(pool: Pool) -> dict[str, Registered]:
    """What the ledger has of each study: registrations with who and when, and which release showed their results."""
    if not pool.layout.desk.is_file():
        return {}
    with closing(pool.ledger()) as ledger:
        return registrations.read(ledger)


def listed(reader: Reader) -> list[dict[str, Any]]:
    """The studies of a release, with what was found in short; the supported first."""
    return reader.records(f"SELECT {', '.join(LISTED)} FROM study ORDER BY status <> 'SUPPORTED', status = 'NO DESIGN', abs(effect), registered DESC, id")


def unstudied(reader: Reader) -> list[dict[str, Any]]:
    """Interventions of a release that no study asks about, the newest first."""
    return reader.records("SELECT id, title, place, sector, kind, start, about, dataset, record FROM intervention "
                          "WHERE id NOT IN (SELECT intervention FROM study WHERE intervention IS NOT NULL) ORDER BY start DESC, title, id")


def dossier(reader: Reader, identity: str) -> dict[str, Any]:
    """All that there is about a study of a release: what was registered and its hash, the intervention, the tables it rests on with their hashes, the
    versions of the libraries, every series, every placebo, what was left out and why, and what decided the status.

    Raises: NotFound.
    """
    found = reader.records("SELECT * FROM study WHERE id = $id", {"id": identity})
    if not found:
        known = ", ".join(row["id"] for row in reader.records("SELECT id FROM study ORDER BY id LIMIT 12"))
        raise NotFound(f"there is no study '{identity[:60]}' in this release", where="/impact", way_out=f"those there are: {known}" if known else "register one: intarsia impact register")
    row = found[0]
    done = reader.records("SELECT * FROM intervention WHERE id = $id", {"id": row["intervention"]}) if row["intervention"] else []
    return {"release": reader.id, "as_of": reader.as_of, "code": reader.manifest["code"], "study": {name: value for name, value in row.items() if name not in ("registration", "result")},
            "intervention": done[0] if done else None, "registration": json.loads(row["registration"]), "result": json.loads(row["result"])}


def placebos(told: Mapping[str, Any]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The placebo table of a dossier: the one it was done to first, then every other in its place, and earlier dates."""
    result, names = told["result"], told["result"].get("names", {})
    rows: list[tuple[Any, ...]] = []
    if result["effect"] is not None:
        rows.append(("studied", names.get(result["treated_unit"], result["treated_unit"]), told["study"]["start"], result["effect"], result["notes"].get("score")))
    rows += [("other unit", names.get(one["unit"], one["unit"]), told["study"]["start"], one["effect"], one["score"]) for one in sorted(result["space"], key=lambda one: -one["score"])]
    rows += [("earlier date", names.get(result["treated_unit"], result["treated_unit"]), date, effect, None) for date, effect in result["time"]]
    return ("kind", "unit", "date", "difference in percent", "size over noise"), rows


def as_csv(header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([header, *rows])
    return out.getvalue()
