"""One address of each kind of page, found in the site itself: what every check of pages walks over."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

#: what is wrong on purpose, and what it answers
WRONG = {"unreadable": 400, "odd year": 400, "asked wrongly": 400, "missing": 404}
TABS = ("preview", "columns", "quality", "history", "use")
ADDRESSES = {
    "home": "/", "explore": "/explore", "searched": "/explore?q=the&sort=newest", "filtered": "/explore?sector=publishing&from=1900&to=2020",
    "left out": "/explore?not=sector:publishing", "nothing": "/explore?q=zzzqqq&sector=heritage", "unreadable": "/explore?q=%22", "odd year": "/explore?from=soon",
    "table": "/explore?view=table", "timeline": "/explore?view=timeline", "map": "/explore?view=map", "chart": "/explore?view=chart", "facet": "/explore/form",
    "work": "/works/{work}", "work alone": "/works/{work}?with=one:{dataset}", "agent": "/agents/{agent}", "place": "/places/NL",
    "families": "/families", "family": "/families/{work}", "entity": "/entities/{entity}", "explained": "/explain?a={work}&b={other}", "alone": "/?with=one:{dataset}", "tour": "/start",
    "datasets": "/datasets", "dataset": "/datasets/{dataset}", "last dataset": "/datasets/{last}", **{f"dataset {tab}": f"/datasets/{{dataset}}?tab={tab}" for tab in TABS},
    "returns": "/datasets/{dataset}/return", "follow": "/datasets/{dataset}/follow",
    "terms": "/terms", "scheme": "/terms/genre", "found terms": "/terms/genre?q=dra", "term": "/terms/genre/drama",
    "crosswalks": "/crosswalks", "crosswalk": "/crosswalks/sector-nace", "proposals": "/proposals",
    "releases": "/releases", "release": "/releases/{release}", "diff": "/releases/{oldest}/diff/{newest}",
    "figures": "/figures", "figure": "/figures/sectors", "figure map": "/figures/map?area=europe", "embed": "/figures/sectors?embed=1",
    "answer": "/figures/audience-trend", "embedded answer": "/figures/audience-trend?embed=1", "wanted": "/wanted",
    "reconcile": "/reconcile", "glance": "/reconcile/genre/preview?id=drama",
    "catalog": "/catalog", "api": "/api", "sparql": "/sparql", "sql": "/sql", "statements": "/data/link/{link}", "vocabulary": "/ns",
    "developers": "/developers", "about": "/about", "accessibility": "/accessibility", "check": "/check", "contribute": "/contribute", "tried": "/check?try=tickets.xlsx",
    "tried sales": "/check?try=sales.csv", "objections": "/objections", "sign in": "/desk/sign-in", "agreement": "/agreement", "law": "/law", "wrong": "/wrong?about=/works/{work}",
    "impact": "/impact", "study": "/impact/tate-modern-new-building", "refused study": "/impact/nl-film-incentive-2014", "dossier": "/impact/tate-modern-new-building/dossier",
    "ask": "/ask", "asked": "/ask/theme-by-sector?genre=drama", "asked solid": "/ask/audience-per-inhabitant", "asked refused": "/ask/shared-themes",
    "asked wrongly": "/ask/theme-by-sector?genre=zzz", "dutch ask": "/ask?lang=nl", "dutch asked": "/ask/worked-on-upcoming?genre=drama&lang=nl",
    "track record": "/signals/track-record",
    "trends": "/trends", "trend": "/trends/audience-trend", "trend refused": "/trends/lead-and-lag", "dutch trends": "/trends?lang=nl",
    "signals": "/signals", "signals narrowed": "/signals?list=dataset:{dataset}", "dutch signals": "/signals?lang=nl",
    "places": "/map", "places solid": "/map?measure=population", "places two": "/map?measure=gdp&against=population", "places refused": "/map?measure=jobs", "dutch places": "/map?lang=nl",
    "benchmark": "/benchmark", "no benchmark": "/benchmark?agent={agent}", "dutch benchmark": "/benchmark?lang=nl",
    "partners": "/partners", "partners of a form": "/partners?form=film", "partners of a work": "/partners?work={work}",
    "rules": "/rules", "rule": "/rules/postcode", "missing": "/works/nope",
    "dutch home": "/?lang=nl", "dutch": "/explore?lang=nl", "dutch work": "/works/{work}?lang=nl", "dutch tour": "/start?lang=nl", "dutch developers": "/developers?lang=nl",
    "dutch api": "/api?lang=nl",
}
KINDS = tuple(ADDRESSES)
#: those that only the demo pool has: its studies, and figures of countries
OF_THE_COMMONS = ("study", "refused study", "dossier", "places solid", "places two", "places refused")
#: looked at in both themes and both widths whenever the tests run; the others in one of them, and all in all by the bench
CHIEF = ("home", "explore", "work", "dataset", "figure")


def found(site: str) -> dict[str, str]:
    """The address of each kind on this site."""
    def body(address: str) -> Any:
        with urlopen(site + address, timeout=60) as answer:
            return json.load(answer)

    home, works, releases = body("/index.json")["data"], body("/explore.json")["data"]["works"], body("/releases.json")["data"]
    told = home["story"][-1]["id"] if home["story"] else works[0]["id"]
    work = body(f"/works/{told}.json")["data"]
    makers = [*work["makers"], *[maker for one in works for maker in one["makers"]]]
    tied = body("/sql.json?query=" + quote("SELECT cluster FROM entity ORDER BY cluster LIMIT 1"))["data"]
    other = next(link["work"] for link in work["links"] if link["work"])
    values = {"work": told, "other": other, "entity": tied[0]["cluster"], "agent": makers[0]["id"], "link": work["links"][0]["id"],
              "dataset": home["datasets"][0]["id"], "last": home["datasets"][-1]["id"], "release": body("/healthz")["release"], "oldest": releases[-1]["id"], "newest": releases[0]["id"]}
    return {kind: address.format(**values) for kind, address in ADDRESSES.items()}
