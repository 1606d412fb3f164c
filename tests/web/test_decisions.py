"""What a dataset's page and its twins say of each verdict, and of what it waits for."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.deciding import pledges
from intarsia.pool import Pool
from intarsia.web import create_app
from tests.build.made import pool, visits
from tests.web.conftest import Web

MONTH = {("2026-01", "NL"): 612_345}


def decided(folder: Path) -> Pool:
    """One dataset of each verdict, and one that waits for five others."""
    made = pool(folder)
    visits(made, "asked", MONTH, "ASK")
    visits(made, "changed", MONTH, "OPEN AFTER")
    visits(made, "chosen", MONTH, "DESCRIBE ONLY", 'rests_on = "choice"\nuntil = "2027-11-20"\n')
    visits(made, "found", MONTH, "DESCRIBE ONLY", 'rests_on = "moonlight"\nuntil = "2027-11-20"\n')
    visits(made, "open", MONTH, "OPEN", 'signed = ["moonlight"]\n')
    visits(made, "pooled", MONTH, "POOLED ONLY")
    visits(made, "waiting", MONTH, "OPEN", 'condition = { share = "visits", others = 5 }\n')
    pledges.pledge(made, "waiting", "The Loud Theatre", named=True, by="desk")
    pledges.pledge(made, "waiting", "The Quiet House", named=False, by="desk")
    made.build(as_of="2026-12-01")
    return made


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return Web(create_app(decided(tmp_path_factory.mktemp("decided") / "pool")))


@pytest.mark.parametrize(("dataset", "en", "nl"), [
    ("asked", "No file of it is kept here", "Het bestand wordt hier niet bewaard"),
    ("asked", "mailto:desk@example.org?subject=Request", "mailto:desk@example.org?subject=Verzoek"),
    ("changed", "Nothing has left yet", "Er is nog niets naar buiten gegaan"),
    ("chosen", "No rule asks for this; held back by choice.", "Geen regel vraagt hierom; uit eigen keuze achtergehouden."),
    ("found", "It rests on what this rule found: moonlight", "De grond is wat deze regel vond: moonlight"),
    ("open", "Who decided answers for", "Wie besloot, staat in voor"),
    ("pooled", "No table of the pool uses its figures yet.", "Nog geen tabel van de pool gebruikt deze cijfers."),
    ("waiting", "5 of 6 pledged", "5 van de 6 toegezegd"),
    ("waiting", "with their consent: The Loud Theatre", "met hun instemming: The Loud Theatre"),
])
def test_a_page_says_what_was_decided(web: Web, dataset: str, en: str, nl: str) -> None:
    for language, text in (("en", en), ("nl", nl)):
        page = web.get(f"/datasets/{dataset}?lang={language}")
        assert page.status_code == 200
        assert text in page.text


def test_twins_say_the_same_and_nobody_is_named_or_counted(web: Web) -> None:
    waiting = web.json("/datasets/waiting.json")["data"]["beside"]
    assert (waiting["pledged"], waiting["needed"], waiting["held"], waiting["pledgers"]) == (5, 6, "condition", "The Loud Theatre")
    pages = [web.get(f"/datasets/{name}{form}").text for name in ("waiting", "pooled", "asked", "changed", "chosen") for form in ("", ".json", "?tab=quality", "?tab=use")]
    assert not [page for page in pages if "Quiet House" in page or "612345" in page or "612,345" in page]
    assert "records in =" not in web.get("/datasets/pooled?tab=quality").text
    assert "612345" not in web.get("/datasets/pooled.csv").text
    catalogue = web.get("/catalog.ttl", Accept="text/turtle").text
    assert {f"access-right/{word}" in catalogue for word in ("PUBLIC", "RESTRICTED", "NON_PUBLIC")} == {True}
