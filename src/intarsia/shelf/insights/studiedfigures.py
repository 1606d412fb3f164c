"""The figures that a study rests on, in words: how they are counted, what is not used and why, and what they are divided by."""

from __future__ import annotations

from typing import Any

from intarsia.evidence import Speaker
from intarsia.evidence.wording import named
from intarsia.shelf.insights.base import Source

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "unused": "Not used, so that each series stays in one unit and counted in one way: %(what)s.", "unused measured": "%(n)s figures in another unit",
        "unused way": "%(n)s counted in another way", "unused guessed": "%(n)s estimated where the others are counted, or the other way round",
        "unused repeated": "%(n)s that say the same twice",
        "otherwise": "Counted in another way than %(unit)s, each in the same way all through: %(n)s of the others.",
        "per": "Divided by %(per)s of the same place and year, per 1,000. Source: %(dataset)s%(way)s.",
        "per part": "Divided by %(per)s (%(part)s) of the same place and year, per 1,000. Source: %(dataset)s%(way)s.",
        "rule": "Where there are several sources, the one that knows most of the years is taken, and it is kept to all through.",
        "others": "Figures of other sources that are not used: %(n)s; they differ by up to %(apart)s.", "without": "Figures left empty because there is nothing to divide them by: %(n)s.",
        "unsure": "Figures left empty because the source names two numbers to divide them by: %(n)s.",
    },
    "nl": {
        "unused": "Niet gebruikt, zodat elke reeks één eenheid en één manier van tellen houdt: %(what)s.", "unused measured": "%(n)s cijfers in een andere eenheid",
        "unused way": "%(n)s die anders zijn geteld", "unused guessed": "%(n)s die zijn geschat waar de rest is geteld, of andersom",
        "unused repeated": "%(n)s die twee keer hetzelfde zeggen",
        "otherwise": "Anders geteld dan %(unit)s, maar elk steeds op dezelfde manier: %(n)s van de andere.",
        "per": "Gedeeld door %(per)s van dezelfde plaats en hetzelfde jaar, per 1.000. Bron: %(dataset)s%(way)s.",
        "per part": "Gedeeld door %(per)s (%(part)s) van dezelfde plaats en hetzelfde jaar, per 1.000. Bron: %(dataset)s%(way)s.",
        "rule": "Zijn er meer bronnen, dan wordt de bron genomen die de meeste jaren kent, en daar blijft het bij.",
        "others": "Cijfers van andere bronnen die niet zijn gebruikt: %(n)s; ze wijken tot %(apart)s af.", "without": "Leeg gelaten omdat er niets is om door te delen: %(n)s cijfers.",
        "unsure": "Leeg gelaten omdat de bron twee getallen noemt om door te delen: %(n)s cijfers.",
    },
}
ORDER = ("measured", "way", "guessed", "repeated")


def told(source: Source, figures: dict[str, Any], unit: str, per: str, say: Speaker) -> tuple[str, ...]:
    """Sentences about the figures of a study, from what its result tells of them; none where there is nothing a reader should know. unit: the name of the one studied. per: the name of what
    they are divided by, in small letters."""
    texts = WORDS.get(say.language, WORDS["en"])
    found = []
    if unused := figures.get("unused"):
        found.append(texts["unused"] % {"what": "; ".join(texts[f"unused {why}"] % {"n": say.number(unused[why])} for why in ORDER if why in unused)})
    if figures.get("otherwise"):
        found.append(texts["otherwise"] % {"unit": unit, "n": say.number(len(figures["otherwise"]))})
    if divided := figures.get("per"):
        words = {"per": per, "part": divided["segment"], "dataset": source.label("dataset", divided["dataset"], say.language), "way": f" ({named(divided['way'])})" if divided["way"] else ""}
        found += [texts["per part" if divided["segment"] else "per"] % words] if divided["dataset"] else []
        if divided["others"]:
            apart = say.percent(round((divided["apart"] or 0) / 100, 3))
            found += [texts["rule"], texts["others"] % {"n": say.number(divided["others"]), "apart": apart}]
        found += [texts[name] % {"n": say.number(divided[name])} for name in ("without", "unsure") if divided[name]]
    return tuple(found)
