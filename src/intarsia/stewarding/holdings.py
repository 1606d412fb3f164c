"""Holdings: the datasets that somebody looks after, each with where it stands: decided, held back, in the release, withdrawn, stopped."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from intarsia import accounts
from intarsia.accounts.who import Who
from intarsia.deciding import due
from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.steps import register
from intarsia.stewarding import drifts
from intarsia.store import redactions


@dataclass(frozen=True)
class Mine:
    """Which datasets somebody sees. every: all of the pool."""

    datasets: frozenset[str]
    every: bool


def seen(pool: Pool, who: Who) -> Mine:
    """What is on somebody's desk: the owner and operators see every dataset, members those of their organisation."""
    every = frozenset(folder.name for folder in register.datasets(pool.layout.datasets))
    if who.may("operate"):
        return Mine(every, True)
    return Mine(accounts.held(pool, who.holds) & every if who.holds else frozenset(), False)


def answerable(pool: Pool, who: Who, act: str = "judge") -> frozenset[str]:
    """Those about which they may act: to look after a pool is not to answer for what its organisations hold."""
    holders = accounts.holdings(pool)
    return frozenset(one for one in seen(pool, who).datasets if who.may(act, holders.get(one, accounts.HERE)))


def listed(pool: Pool, reader: Reader | None, who: Who, as_of: str) -> list[dict[str, Any]]:
    """Each dataset on somebody's desk, in order of name: id, title by language, publisher, verdict, who decided and when, organisation that holds it, whether it is
    in the release, what holds it back, its decision's date to ask again, whether it is withdrawn or stopped."""
    datasets, holders, names = seen(pool, who).datasets, accounts.holdings(pool), accounts.organisations(pool)
    told, out = due.decisions(pool, as_of), redactions.withdrawn(pool.layout)
    stopped = {one.dataset: one for one in drifts.standing(pool)}
    there = {row[0]: row[1] for row in reader.rows("SELECT d.id, (SELECT count(*) FROM work WHERE dataset = d.id) FROM dataset AS d")} if reader else {}
    found = []
    for name in sorted(datasets):
        row: dict[str, Any] = {"id": name, "title": {}, "publisher": "", "verdict": None, "who": "", "when": "", "holder": names.get(holders.get(name, ""), "")}
        row |= told.get(name, due.nothing())
        try:
            dataset = register.dataset(pool.layout.dataset(name))
        except IntarsiaError:
            pass  # what is wrong with the description stands in `note`
        else:
            decision = dataset.decision
            row |= {"title": dataset.title, "publisher": dataset.publisher, "verdict": decision.verdict if decision else None, "who": decision.who if decision else "",
                    "when": decision.when if decision else ""}
        act = out.get(name)
        row |= {"in_release": name in there, "works": there.get(name, 0), "stopped": asdict(stopped[name]) if name in stopped else None,
                "withdrawn": {"on": act.on, "by": act.by, "why": act.why, "act": act.number} if act else None}
        found.append(row)
    return found
