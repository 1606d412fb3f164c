"""Benchmark: one organisation beside its peers, month by month, in a group that the release fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from intarsia.engine.duckdb import quote
from intarsia.errors import NotFound
from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.model import Evidence
from intarsia.peers import LEAST, Group, Panel, Standing, groups, panels, seen, stand
from intarsia.placed import PER, placed
from intarsia.shelf.insights.base import Answer, Chart, Field, Lead, Need, Parameter, Source
from intarsia.shelf.insights.placewords import lowered, written

NAME = "benchmark"
GROUP = "benchmark"
TABLES = ("observation", "agent", "dataset", "frame", "cube_observation")
PARAMETERS = (
    Parameter("agent", "agent"), Parameter("measure", "measure"), Parameter("group", "text"), Parameter("year", "year"),
    Parameter("per", "choice", choices=tuple(word for word in PER if word != "jobs")),
)
METHOD = "quartiles of a fixed peer group, 1"
BACKTEST = "peers"
#: figures of which more is not more
NOT = ("rank", "rating-average", "price", "share", "unemployment-rate")
#: years in the window of yearly figures
WINDOW = 10
TEXTS = {
    "en": {
        "question": "How does {agent} compare with its peers in {measure}, {per}, in {year}? (peer group: {group})",
        "about": "Your figure beside the middle half and the median of comparable organisations, the same month beside the same month. For organisations that share figures, and for "
            "those that consider it.",
        "method": "Peers count the same thing in the same unit, of the same part of the audience (free or paid entry where that is told), over periods of the same length and in the "
            "same way. Groups are fixed by rule for a release: same sector and country, at least five; ten or more are also cut by size into parts of at least five. In each period "
            "the quartiles of all members with a figure, by linear interpolation (type 7 of Hyndman and Fan, The American Statistician 50, 1996). A period in which fewer than five "
            "have a figure is not shown. An organisation of the group stays in it, so that the group is the same for all its members.",
        "caveats": "Above or below the peers is not better or worse: it says nothing about why.\nWhether entry is free or paid is only told apart where the figures "
                   "say so.\nA figure of 0 in a closed month is a figure; a missing or withheld one is not.\nFigures that may only be used pooled are in no group "
                   "here: only sums over at least five of them leave the pool.",
        "language": "en", "agent label": "Organisation", "measure label": "Measure", "group label": "Peer group", "year label": "Year", "per label": "Per",
        "choice inhabitants": "per 1,000 inhabitants", "choice million": "per million inhabitants", "title": "{what} of {who} and its peers, {when}",
        "title peers": "{what} of a peer group, {when}", "definition": "Counted as: {method}. Peers: {group}.", "per inhabitants": "{what} per 1,000 inhabitants",
        "per million": "{what} per million inhabitants", "group": "{n} organisations, {sector}, {country}", "group size": "{n} {size} organisations, {sector}, {country}",
        "several": "several countries", "smaller": "smaller", "middle": "middle-sized", "larger": "larger", "period": "Period", "line": "Line", "value": "Figure",
        "quarter": "One quarter has less than", "three_quarters": "One quarter has more than", "peers": "Peers with a figure", "below": "Peers below", "before": "A year before",
        "change": "Change over a year", "flag": "Note", "peers line": "Median of the peers", "me": "Your file", "closed": "closed", "break": "counted otherwise from here on",
        "estimated": "estimated", "provisional": "provisional", "projected": "projected", "missing": "missing", "suppressed": "withheld", "not_recorded": "not counted",
        "said": "In the middle one of the {compared} {periods} compared, {who} has {ratio} times the median of its peers (without any one of them: {low} to {high}).",
        "said peers": "The median of the group, over {compared} {periods}: {middle} {unit}.",
        "found above": "{who} was above three quarters of its peers in {times} of {compared} {periods}, {when}",
        "found below": "{who} was below three quarters of its peers in {times} of {compared} {periods}, {when}",
        "found between": "{who} was in the middle half of its peers in {times} of {compared} {periods}, {when}", "months": "months", "quarters": "quarters", "years": "years",
        "unit": "times the median",
        "method words": "Median over the periods of figure / peers' median, periods in which that is 0 left out; quartiles of a fixed group; in brackets the smallest and largest "
            "value when one peer at a time is left out",
        "nobody": "nobody has brought figures of organisations that can be compared", "no own": "this release has no figures of this organisation by month, quarter or year",
        "figures of": "figures", "no group": "fewer than five organisations count this in the same way", "no figure": "there is no figure of this organisation in these periods",
        "unseen": "fewer than five of the group have a figure in these periods", "need": "Figures of more organisations that count {what} in the same way, five in a group at least",
        "need any": "Figures of at least five comparable organisations: visits, admissions, loans, by month", "no people": "there is no number of inhabitants for {when}",
        "need people": "Numbers of inhabitants of the same countries and years", "withheld": "Figures of the group that are withheld and not counted: {n}.",
        "otherwise": "{who} counts in a way of its own ({method}): it has no peers in this measure.", "organisation": "Organisation", "typical": "Its middle figure",
        "figures": "Figures here", "key": "Key", "name": "Group", "size": "Members",
    },
    "nl": {
        "question": "Hoe verhoudt {agent} zich tot vergelijkbare organisaties in {measure}, {per}, in {year}? (groep: {group})",
        "about": "Uw cijfer naast de middelste helft en de mediaan van vergelijkbare organisaties, dezelfde maand naast dezelfde maand. Voor organisaties die cijfers delen, en voor "
            "wie dat overweegt.",
        "method": "Vergelijkbare organisaties tellen hetzelfde, in dezelfde eenheid, van hetzelfde deel van het publiek (gratis of betaalde toegang waar dat is vermeld), over even "
            "lange perioden en op dezelfde manier. Groepen liggen per uitgave vast, volgens een regel: dezelfde sector en hetzelfde land, minstens vijf; tien of meer worden ook "
            "naar grootte verdeeld in delen van minstens vijf. In elke periode de kwartielen van alle leden met een cijfer, door lineaire interpolatie (type 7 van Hyndman en Fan, "
            "The American Statistician 50, 1996). Een periode waarin minder dan vijf een cijfer hebben wordt niet getoond. Een organisatie van de groep blijft erin, zodat de groep "
            "voor al haar leden dezelfde is.",
        "caveats": "Boven of onder de groep is niet beter of slechter: het zegt niet waarom.\nOf de toegang gratis of betaald is, wordt alleen onderscheiden waar "
                   "de cijfers dat vermelden.\nEen 0 in een gesloten maand is een cijfer; een ontbrekend of achtergehouden cijfer niet.\nCijfers die alleen "
                   "gebundeld mogen worden, zitten hier in geen enkele groep: daarvan verlaten alleen sommen over minstens vijf de pool.",
        "language": "nl", "agent label": "Organisatie", "measure label": "Maat", "group label": "Groep", "year label": "Jaar", "per label": "Per",
        "choice inhabitants": "per 1.000 inwoners",
        "choice million": "per miljoen inwoners", "title": "{what} van {who} en vergelijkbare organisaties, {when}", "title peers": "{what} van een groep organisaties, {when}",
        "definition": "Geteld als: {method}. Vergeleken met: {group}.", "per inhabitants": "{what} per 1.000 inwoners", "per million": "{what} per miljoen inwoners",
        "group": "{n} organisaties, {sector}, {country}", "group size": "{n} {size} organisaties, {sector}, {country}", "several": "verschillende landen", "smaller": "kleinere",
        "middle": "middelgrote", "larger": "grotere", "period": "Periode", "line": "Lijn", "value": "Cijfer", "quarter": "Een kwart heeft minder dan",
        "three_quarters": "Een kwart heeft meer dan", "peers": "Organisaties met een cijfer", "below": "Daarvan lager", "before": "Een jaar eerder", "change": "Verandering in een jaar",
        "flag": "Opmerking", "peers line": "Mediaan van de groep", "me": "Uw bestand", "closed": "gesloten", "break": "vanaf hier anders geteld", "estimated": "geschat",
        "provisional": "voorlopig", "projected": "geraamd", "missing": "ontbreekt", "suppressed": "achtergehouden", "not_recorded": "niet geteld",
        "said": "In de middelste van de {compared} vergeleken {periods} heeft {who} {ratio} keer de mediaan van de groep (met telkens één ander lid weggelaten: {low} tot {high}).",
        "said peers": "De mediaan van de groep, over {compared} {periods}: {middle} {unit}.",
        "found above": "{who} zat boven driekwart van de vergelijkbare organisaties in {times} van {compared} {periods}, {when}",
        "found below": "{who} zat onder driekwart van de vergelijkbare organisaties in {times} van {compared} {periods}, {when}",
        "found between": "{who} zat in de middelste helft van de vergelijkbare organisaties in {times} van {compared} {periods}, {when}", "months": "maanden", "quarters": "kwartalen",
        "years": "jaren", "unit": "keer de mediaan",
        "method words": "Mediaan over de perioden van cijfer / mediaan van de groep, zonder perioden waarin die 0 is; kwartielen van een vaste groep; tussen haakjes de kleinste en "
            "grootste waarde als telkens één lid wordt weggelaten",
        "nobody": "niemand heeft cijfers aangeleverd van organisaties die te vergelijken zijn", "no own": "deze uitgave heeft van deze organisatie geen cijfers per maand, kwartaal of jaar",
        "figures of": "cijfers", "no group": "minder dan vijf organisaties tellen dit op dezelfde manier", "no figure": "er is in deze perioden geen cijfer van deze organisatie",
        "unseen": "minder dan vijf van de groep hebben een cijfer in deze perioden",
        "need": "Cijfers van meer organisaties die {what} op dezelfde manier tellen, minstens vijf in een groep",
        "need any": "Cijfers van minstens vijf vergelijkbare organisaties: bezoeken, kaartjes, uitleningen, per maand", "no people": "er is geen inwonertal voor {when}",
        "need people": "Inwonertallen van dezelfde landen en jaren", "withheld": "Cijfers van de groep die zijn achtergehouden en niet meetellen: {n}.",
        "otherwise": "{who} telt op een eigen manier ({method}): voor deze maat is er geen groep.", "organisation": "Organisatie", "typical": "Middelste cijfer",
        "figures": "Cijfers hier", "key": "Sleutel", "name": "Groep", "size": "Leden",
    },
}


@dataclass(frozen=True)
class Own:
    """Figures that are laid beside a group and are not of the release: by first day of a period, in the unit of the group, with a flag."""

    name: str
    figures: Mapping[str, tuple[float | None, str]]


@dataclass(frozen=True)
class _Found:
    """The group, and who is laid beside it. me: row of the panel, None for nobody. own: a file's figures."""

    panel: Panel
    all_groups: tuple[Group, ...]
    group: Group | None
    me: int | None
    own: Own | None


@dataclass(frozen=True)
class _Asked:
    source: Source
    chosen: Mapping[str, str]
    say: Speaker
    found: _Found

    @property
    def text(self) -> Mapping[str, str]:
        return TEXTS.get(self.say.language, TEXTS["en"])

    @property
    def panel(self) -> Panel:
        return self.found.panel

    @property
    def who(self) -> str:
        if self.found.own:
            return self.found.own.name or self.text["me"]
        return self.name(self.found.me) if self.found.me is not None else ""

    @property
    def what(self) -> str:
        said = lowered(self.source.label("measure", self.panel.kind.measure, self.say.language))
        return self.text[f"per {self.chosen['per']}"].format(what=said) if self.chosen["per"] else said

    @property
    def unit(self) -> str:
        return self.text[f"per {self.chosen['per']}"].format(what=self.panel.kind.unit) if self.chosen["per"] else self.panel.kind.unit

    @property
    def periods(self) -> str:
        return self.text[{"month": "months", "quarter": "quarters"}.get(self.panel.kind.every, "years")]

    def name(self, row: int) -> str:
        return self.source.label("agent", self.panel.who[row], self.say.language)

    def called(self, group: Group) -> str:
        country = self.source.label("country", group.country, self.say.language) if group.country else self.text["several"]
        size = self.text[group.size] if group.size else ""
        return self.text["group size" if size else "group"].format(n=self.say.number(len(group.members)), size=size, sector=self.source.label("sector", group.sector, self.say.language),
            country=country)


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """See base.Insight. Raises: NotFound for a peer group that this release does not have."""
    return beside(source, chosen, say)


def beside(source: Source, chosen: Mapping[str, str], say: Speaker, own: Own | None = None) -> Answer:
    """The answer for an organisation of the release, or for figures that are not in it: nothing of these is kept.

    Raises: NotFound for a peer group that this release does not have.
    """
    found = _found(source, chosen, own)
    if found is None:
        text = TEXTS.get(say.language, TEXTS["en"])
        what = lowered(source.label("measure", chosen["measure"], say.language)) if chosen["measure"] else ""
        reason = text["no own"] if chosen["agent"] else text["no group" if what else "nobody"]
        return _nothing(source, chosen, say, text["need"].format(what=what) if what else text["need any"], reason, what or text["figures of"])
    asked = _Asked(source, dict(chosen) | {"measure": found.panel.kind.measure, "group": found.group.key if found.group else ""}, say, found)
    if found.group is None:
        return _nothing(source, asked.chosen, say, asked.text["need"].format(what=asked.what), asked.text["no group"], asked.what,
                        notes=(asked.text["otherwise"].format(who=asked.who, method=found.panel.kind.method),) if found.me is not None and found.panel.kind.method else ())
    return _told(asked, found.group)


def all_panels(source: Source) -> tuple[tuple[Panel, tuple[Group, ...]], ...]:
    """The panels of every measure of organisations with their groups, computed once per release; those of the whole audience and of short periods first."""

    def made() -> tuple[tuple[Panel, tuple[Group, ...]], ...]:
        rows = source.records("SELECT measure, count(*) AS n FROM observation WHERE about_kind = 'agent' AND value IS NOT NULL GROUP BY measure ORDER BY n DESC, measure")
        all_ = [(panel, groups(panel)) for row in rows if row["measure"] not in NOT for panel in panels(source, row["measure"])]
        order = {"month": 0, "quarter": 1}
        return tuple(sorted(all_, key=lambda one: (not one[1], bool(one[0].kind.segment), order.get(one[0].kind.every, 2))))

    return source.once("benchmark panels", made)


def _found(source: Source, chosen: Mapping[str, str], own: Own | None) -> _Found | None:
    """The group asked for; else the widest of the organisation, or of the measure; None where nothing can be compared."""
    all_ = [(panel, parts) for panel, parts in all_panels(source) if chosen["measure"] in ("", panel.kind.measure)]
    if chosen["group"]:
        for panel, parts in all_:
            for group in parts:
                if group.key == chosen["group"]:
                    return _Found(panel, parts, group, panel.who.index(chosen["agent"]) if chosen["agent"] in panel.who else None, own)
        raise NotFound(f"this release has no peer group '{chosen['group'][:20]}'", where="group", way_out="choose one of the groups on /benchmark")
    if chosen["agent"]:
        mine = [(panel, parts, panel.who.index(chosen["agent"])) for panel, parts in all_ if chosen["agent"] in panel.who]
        mine.sort(key=lambda one: not any(one[2] in group.members for group in one[1]))
        return next((_Found(panel, parts, next((group for group in parts if row in group.members), None), row, own) for panel, parts, row in mine), None)
    return next((_Found(panel, parts, parts[0], None, own) for panel, parts in all_ if parts), None)


def _nothing(source: Source, chosen: Mapping[str, str], say: Speaker, need: str, reason: str, what: str, *, notes: tuple[str, ...] = ()) -> Answer:
    text = TEXTS.get(say.language, TEXTS["en"])
    evidence = refused(Basis(source.id, 0), (reason,), say, unit=text["unit"], method=text["method words"], would_need=need)
    title = text["title peers"].format(what=what[:1].upper() + what[1:], when=chosen["year"] or source.as_of[:4])
    return Answer(NAME, title, text["unit"], text["method words"], evidence, (Field("period", text["period"]), Field("line", text["line"]), Field("value", text["value"], "number")), (),
                  notes=notes, caveats=tuple(text["caveats"].splitlines()), needs=(Need(need, ("observation",), measure=chosen["measure"], contributors=LEAST),), chosen=dict(chosen))


def _told(asked: _Asked, group: Group) -> Answer:
    panel, say, text = asked.panel, asked.say, asked.text
    last = _year(asked, group, _own(asked, None))
    first = last if panel.kind.every in ("month", "quarter") else last - WINDOW + 1
    scale = _scale(asked, (first - 1, last))
    own = _own(asked, scale)
    when = str(last) if first == last else f"{first}–{last}"
    standing = stand(panel, asked.found.all_groups, group, (first, last), own, me=panel.who[asked.found.me] if asked.found.me is not None else "", scale=scale)
    evidence, finding = _evidence(asked, group, standing, (first, last), when)
    rows, leads = _rows(asked, group, standing)
    begun = asked.what[:1].upper() + asked.what[1:]
    title = text["title" if asked.who else "title peers"].format(what=begun, who=asked.who, when=when)
    method = panel.kind.method or begun
    return Answer(
        NAME, title, asked.unit, text["definition"].format(method=method, group=asked.called(group)), evidence, _fields(asked), rows,
        Chart("lines", x="period", y="value", series="line", low="quarter", high="three_quarters"), finding, leads,
        tuple(sorted({panel.datasets[n] for n in group.members})), tuple([text["withheld"].format(n=say.number(standing.suppressed))] if standing.suppressed else []),
            tuple(text["caveats"].splitlines()),
        _needs(asked, evidence, (first, last)), (_sql(asked, group, (first, last)),), chosen=dict(asked.chosen) | {"year": str(last)}, aside=_aside(asked, group))


def _scale(asked: _Asked, span: tuple[int, int]) -> Any:
    """1,000 or a million / inhabitants of its country in its year, organisations by periods of a span; None for figures as they are."""
    if not asked.chosen["per"]:
        return None
    measure, unit = PER[asked.chosen["per"]]
    panel, source = asked.panel, asked.source
    people = {year: source.once(f"benchmark {measure} {year}", lambda year=year: placed(source, measure, year)).values for year in range(span[0], span[1] + 1)}  # type: ignore[misc]
    return np.array([[unit / people.get(int(period[:4]), {}).get(country, np.nan) for period in panel.periods] for country in panel.countries], dtype=float)


def _own(asked: _Asked, scale: Any) -> dict[str, tuple[float | None, str]]:
    """The figures laid beside the group, by period; those of a file are divided as those of the group's first member are, which is of the same country."""
    panel, found = asked.panel, asked.found
    if found.own:
        row = found.group.members[0] if found.group else 0
        at = {period: n for n, period in enumerate(panel.periods)}
        return {period: (value if value is None or scale is None else float(value * scale[row, at[period]]), flag) for period, (value, flag) in found.own.figures.items() if period in at}
    if found.me is None:
        return {}
    values = panel.values[found.me] * (1.0 if scale is None else scale[found.me])
    return {period: (None if np.isnan(value) else float(value), str(flag)) for period, value, flag in zip(panel.periods, values, panel.flags[found.me], strict=True)}


def _year(asked: _Asked, group: Group, own: Mapping[str, tuple[float | None, str]]) -> int:
    """The year asked for; else the last of those in which most periods can be compared."""
    if asked.chosen["year"].isdecimal() and len(asked.chosen["year"]) <= 4:
        return int(asked.chosen["year"])
    counts: dict[int, int] = {}
    for period, told in zip(asked.panel.periods, seen(asked.panel, asked.found.all_groups, group), strict=True):
        if told and (not own or own.get(period, (None, ""))[0] is not None):
            counts[int(period[:4])] = counts.get(int(period[:4]), 0) + 1
    most = max(counts.values(), default=0)
    return max((year for year, n in counts.items() if n == most), default=int(asked.panel.periods[-1][:4]))


def _evidence(asked: _Asked, group: Group, standing: Standing, span: tuple[int, int], when: str) -> tuple[Evidence, str]:
    say, text, panel = asked.say, asked.text, asked.panel
    pairs = [(panel.datasets[n], panel.kind.measure) for n in group.members]
    if asked.chosen["per"]:
        pairs += [(dataset, "population") for dataset in placed(asked.source, "population", span[1]).datasets]
    basis = framed(asked.source, pairs, years=span, only=f"method={panel.kind.method}" if panel.kind.method else "", suppressed=standing.suppressed)
    need = _needed(asked)
    if not standing.peers:
        reason = text["no people"].format(when=when) if asked.chosen["per"] and not np.isnan(panel.values).all() else text["unseen"]
        return refused(basis, (reason,), say, unit=text["unit"], method=text["method words"], would_need=need), ""
    if asked.who and standing.ratio is None:
        return refused(basis, (text["no figure"],), say, unit=text["unit"], method=text["method words"], would_need=need), ""
    if not asked.who or standing.ratio is None:
        middles = [row.median for row in standing.rows if row.median is not None]
        said = text["said peers"].format(compared=say.number(len(middles)), periods=asked.periods, middle=written(float(np.median(middles)), say), unit=asked.unit)
        evidence = estimated(float(np.median(middles)), None, standing.n, basis, said, say, unit=asked.unit, method=text["method words"], would_need=need)
        return evidence if evidence.state in ("THIN", "REFUSED") else replace(evidence, would_need=""), ""
    low, high = standing.reach or (standing.ratio, standing.ratio)
    said = text["said"].format(who=asked.who, compared=say.number(standing.compared), periods=asked.periods, ratio=written(standing.ratio, say), low=written(low, say),
        high=written(high, say))
    evidence = estimated(standing.ratio, (low, high), standing.n, basis, said, say, unit=text["unit"], method=text["method words"], tested=standing.holds, would_need=need)
    found = text[f"found {standing.where}"].format(who=asked.who, times=say.number(standing.times), compared=say.number(standing.compared), periods=asked.periods,
        when=when) if standing.holds else ""
    return evidence if evidence.state in ("THIN", "REFUSED") else replace(evidence, would_need=""), found if not basis.famous else ""


def _fields(asked: _Asked) -> tuple[Field, ...]:
    text = asked.text
    numbers = (("value", asked.unit), ("quarter", asked.unit), ("three_quarters", asked.unit), ("peers", ""), ("below", ""), ("before", asked.unit))
    return (Field("period", text["period"]), Field("line", text["line"]), *(Field(name, text[name], "number", unit) for name, unit in numbers), Field("change", text["change"], "share"),
        Field("flag", text["flag"]))


def _rows(asked: _Asked, group: Group, standing: Standing) -> tuple[tuple[tuple[Any, ...], ...], tuple[Lead, ...]]:
    """Two rows a period: the own figure, where there is somebody, and the peers' median with its quartiles."""
    text, found = asked.text, asked.found
    rows: list[tuple[Any, ...]] = []
    leads: list[Lead] = []
    for row in standing.rows:
        shown = row.period[: 4 if asked.panel.kind.every == "year" else 7]
        if asked.who:
            change = row.own / row.before - 1 if row.own is not None and row.before else None
            rows.append((shown, asked.who, row.own, None, None, None, row.below, row.before, change, text.get(row.flag, row.flag)))
            leads.append((f"/agents/{asked.panel.who[found.me]}", {}) if found.me is not None else ("/benchmark", {"group": group.key}))
        change = row.median / row.median_before - 1 if row.median is not None and row.median_before else None
        rows.append((shown, text["peers line"], row.median, row.quarter, row.three_quarters, row.peers, None, row.median_before, change, "" if row.peers else text["unseen"]))
        leads.append(("/benchmark", {"group": group.key, "year": row.period[:4]}))
    return tuple(rows), tuple(leads)


def _aside(asked: _Asked, group: Group) -> dict[str, tuple[tuple[Field, ...], tuple[tuple[Any, ...], ...]]]:
    """The members with what is public of them, and the other groups there are for this organisation or measure."""
    text, panel, say = asked.text, asked.panel, asked.say
    middles = panel.middles
    members = sorted(group.members, key=lambda n: (-middles[n], panel.who[n]))
    mine = asked.found.me
    others = [(panel_, one) for panel_, parts in all_panels(asked.source) for one in parts
              if (panel_.who.index(panel.who[mine]) in one.members if mine is not None and panel.who[mine] in panel_.who else mine is None and panel_.kind.measure == panel.kind.measure)]
    kind = (Field("key", text["key"], "key"), Field("name", text["name"]), Field("measure", text["measure label"]), Field("what", text["method words"][:0] + text["line"]),
        Field("size", text["size"], "number"))
    return {
        "members": ((Field("agent", text["key"], "key"), Field("organisation", text["organisation"]), Field("typical", text["typical"], "number", panel.kind.unit),
            Field("figures", text["figures"], "number")),
                    tuple((panel.who[n], asked.name(n), float(middles[n]), int((~np.isnan(panel.values[n])).sum())) for n in members)),
        "groups": (kind, tuple((one.key, asked.called(one), asked.source.label("measure", panel_.kind.measure, say.language),
                                "; ".join(part for part in (panel_.kind.segment, panel_.kind.method) if part), len(one.members)) for panel_, one in others)),
    }


def _needed(asked: _Asked) -> str:
    return asked.text["need people" if asked.chosen["per"] else "need"].format(what=asked.what)


def _needs(asked: _Asked, evidence: Evidence, span: tuple[int, int]) -> tuple[Need, ...]:
    if evidence.state not in ("THIN", "REFUSED"):
        return ()
    return (Need(_needed(asked), ("observation",), measure="population" if asked.chosen["per"] else asked.panel.kind.measure, years=span, contributors=LEAST),)


def _sql(asked: _Asked, group: Group, span: tuple[int, int]) -> str:
    """The members' figures, from which every quartile can be worked out again."""
    kind = asked.panel.kind

    members = ", ".join(quote(asked.panel.who[n]) for n in group.members)
    segment = f"segment = {quote(kind.segment)}" if kind.segment else "segment IS NULL"
    days = {"month": "27 AND 30", "quarter": "88 AND 91"}.get(kind.every, "364 AND 365")
    return (f"SELECT about AS organisation_id, period_start, period_end, value AS figure, flag FROM observation\nWHERE measure = {quote(kind.measure)} AND unit = {quote(kind.unit)} "
            f"AND {segment}\n"
            f"  AND period_start >= '{span[0]:04d}-01-01' AND period_start < '{span[1] + 1:04d}-01-01' AND about IN ({members})\n"
            f"  AND date_diff('day', CAST(period_start AS DATE), CAST(period_end AS DATE)) BETWEEN {days}\nORDER BY period_start, organisation_id")
