"""How works divide over sectors: one bar each, with its number and share beside it."""

from __future__ import annotations

from intarsia.figures import theme
from intarsia.figures.bars import Bar, lying
from intarsia.figures.figure import Column, Figure, Mark
from intarsia.figures.picture import VegaLite
from intarsia.figures.telling import Counts, Telling

NAME = "sectors"


def composition(counts: Counts, told: Telling) -> Figure:
    """Works per sector, most first."""
    say, sectors = told.say, counts.sectors
    columns = (Column("sector", say("Sector")), Column("works", say("Works"), True), Column("share", say("Share"), True))
    rows = tuple((told.named(key), counts.per_sector[key], round(counts.per_sector[key] / counts.total, 4)) for key in sectors)
    hrefs = tuple(told.href(key, None, None) for key in sectors)
    marks = tuple(Mark(told.named(key), ((say("works"), say.number(counts.per_sector[key]), key), (say("share"), say.percent(counts.per_sector[key] / counts.total), "")), told.href(key,
            None, None))
                  for key in sectors)
    bars = [Bar(told.named(key), n, f"{say.number(n)} · {say.percent(n / counts.total)}", theme.sector(key)) for key, n in ((key, counts.per_sector[key]) for key in sectors)]
    return Figure(NAME, say("Works by sector"), say("works"), told.defined(say("Each work belongs to the sector its dataset or form puts it in.")), told.works(counts.total), columns,
                  rows, hrefs, marks,
                  VegaLite(lambda wide: lying(bars, wide), *told.separators) if bars else None, told.sources, foot=told.foot(counts.total), language=say.language, written=say.number)
