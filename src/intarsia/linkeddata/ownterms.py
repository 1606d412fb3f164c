"""The vocabulary of our own: the few terms that no standard has, each with its meaning, at an address of the pool.

The terms of a pool resolve at that pool. That those of two pools mean the same is said by `owl:equivalentProperty` and
`owl:equivalentClass` to one name for all, a URN.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from intarsia.linkeddata.said import Said, text
from intarsia.shelf.feeds.rdfnames import DCT, OWN, OWN_PATH, PROV, XSD

RDFS, OWL = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True)
class Own:
    """A term: its name, whether it is a class, its label and meaning in English and Dutch, and what it applies to and points to."""

    name: str
    label: tuple[str, str]
    meaning: tuple[str, str]
    of: str = ""
    value: str = f"{XSD}string"
    is_class: bool = False


TERMS = (
    Own("Link", ("link", "link"), ("A relation between two things that was proposed, judged or derived, with its state and what it rests on.",
        "Een relatie tussen twee dingen die is voorgesteld, beoordeeld of afgeleid, met haar staat en waarop ze berust."), is_class=True),
    Own("Intervention", ("intervention", "maatregel"), ("Something done at a place and time that may change an audience or a market: a tax incentive, a closure, free entry.",
        "Iets wat op een plaats en in een tijd is gedaan en een publiek of markt kan veranderen: een belastingmaatregel, een sluiting, gratis toegang."), is_class=True),
    Own("subject", ("subject", "onderwerp"), ("The thing a link starts from.", "Het ding waar een link begint."), "Link", ""),
    Own("sharesOrigin", ("shares its origin with", "deelt zijn oorsprong met"), ("Two works that go back to one story, of which one may be the record; neither need be based on the other.",
        "Twee werken die op één verhaal teruggaan, waarvan het ene het record kan zijn; het ene hoeft niet op het andere gebaseerd te zijn."), value=""),
    Own("predicate", ("predicate", "predicaat"), ("The schema.org property that would hold between subject and object if the link is right.",
        "De eigenschap van schema.org die tussen onderwerp en object geldt als de link klopt."), "Link", ""),
    Own("object", ("object", "object"), ("The thing a link points to; absent where none was found.", "Het ding waar een link naar wijst; afwezig waar er geen is gevonden."), "Link", ""),
    Own("state", ("state", "staat"), ("proposed, accepted, rejected, no_match or failed.",
        "proposed (voorgesteld), accepted (aanvaard), rejected (verworpen), no_match (geen gevonden) of failed (mislukt)."), "Link"),
    Own("method", ("method", "methode"), ("What a link or a membership rests on: a shared identifier, a contributor's statement, a model, or a person.",
        "Waarop een link of lidmaatschap berust: een gedeelde identificatie, een uitspraak van een bijdrager, een model of een persoon.")),
    Own("evidence", ("evidence", "bewijs"), ("What was compared, field by field, as JSON.", "Wat is vergeleken, veld voor veld, als JSON."), "Link"),
    Own("probability", ("probability", "waarschijnlijkheid"), ("The probability that a link or a membership is right; absent where it is stated, not estimated.",
        "De waarschijnlijkheid dat een link of lidmaatschap klopt; afwezig waar ze is gesteld en niet geschat."), value=f"{XSD}double"),
    Own("member", ("member", "lid"), ("A record of an entity: each keeps what its contributor says.",
        "Een record van een entiteit: elk behoudt wat zijn bijdrager zegt."), f"{PROV}Entity", ""),
    Own("Membership", ("membership", "lidmaatschap"), ("That a record is held to be one with the other records of an entity, and how surely.",
        "Dat een record één is met de andere records van een entiteit, en hoe zeker dat is."), is_class=True),
    Own("membership", ("membership", "lidmaatschap"), ("One of the memberships of an entity.", "Een van de lidmaatschappen van een entiteit."), f"{PROV}Entity", ""),
    Own("record", ("record", "record"), ("The record that a membership is about.", "Het record waar een lidmaatschap over gaat."), "Membership", ""),
    Own("crosswalk", ("crosswalk", "concordantie"), ("What a crosswalk says of a concept: an axiom with both concepts, the relation, who says so and when.",
        "Wat een concordantie van een begrip zegt: een axioma met beide begrippen, de relatie, wie het zegt en wanneer."), value=""),
    Own("overlap", ("overlaps with", "overlapt met"),
        ("Two concepts share a part, and neither holds the other.", "Twee begrippen delen een deel, en geen van beide omvat het andere."), value=""),
    Own("none", ("has no counterpart in", "heeft geen tegenhanger in"), ("A counterpart was looked for, and nothing fits.", "Er is naar een tegenhanger gezocht, en niets past."), value=""),
    Own("Notice", ("notice", "kennisgeving"), ("What readers should know before they read: words that hurt, what the data leave out, what a community asks, context.",
        "Wat lezers moeten weten voor ze lezen: woorden die kwetsen, wat in de gegevens ontbreekt, wat een gemeenschap vraagt, context."), is_class=True),
    Own("notice", ("notice", "kennisgeving"), ("A notice that goes with a dataset, a work or an agent, wherever it is copied to.",
        "Een kennisgeving die bij een dataset, werk of maker hoort, waarheen die ook wordt overgenomen."), value=""),
    Own("kindOfNotice", ("kind of notice", "soort kennisgeving"), ("harm, bias, community or context.",
        "harm (kan kwetsen), bias (vertekening), community (vraag van een gemeenschap) of context."), "Notice"),
    Own("segment", ("segment", "segment"), ("The part of an audience or population that a figure is about.", "Het deel van een publiek of bevolking waar een cijfer over gaat.")),
    Own("amount", ("amount", "bedrag"), ("Amount or rate of an intervention, as stated.", "Bedrag of percentage van een maatregel, zoals opgegeven."), "Intervention"),
    Own("direction", ("direction", "richting"), ("The expected direction of an intervention's effect: up, down or unknown.",
        "De verwachte richting van het effect van een maatregel: up (omhoog), down (omlaag) of unknown (onbekend)."), "Intervention"),
    Own("goal", ("goal", "doel"), ("Whether a contributor works for the public or commercially; it changes nothing in the rules.",
        "Of een bijdrager publiek of commercieel werkt; aan de regels verandert dat niets.")),
    Own("selection", ("selection", "selectie"), ("How the rows of a dataset were chosen: a complete register, own output, a sample, chosen by fame.",
        "Hoe de rijen van een dataset zijn gekozen: een volledig register, eigen productie, een steekproef, gekozen op bekendheid.")),
    Own("purpose", ("purpose", "bedoeling"), ("Why a contributor shares a dataset.", "Waarom een bijdrager een dataset deelt.")),
    Own("verdict", ("verdict", "besluit"), ("What was decided about sharing: OPEN, OPEN AFTER, POOLED ONLY, ASK or DESCRIBE ONLY.",
        "Wat over het delen is besloten: OPEN, OPEN AFTER, POOLED ONLY, ASK of DESCRIBE ONLY.")),
    Own("decided_by", ("decided by", "besloten door"), ("The role of who decided.", "De rol van wie heeft besloten.")),
    Own("decision_why", ("reason", "reden"), ("The reason of the decision.", "De reden van het besluit.")),
    Own("synthetic", ("synthetic", "synthetisch"), ("True when the figures of a dataset were made up by a script.",
        "Waar als de cijfers van een dataset door een script zijn verzonnen."), value=f"{XSD}boolean"),
)


def vocabulary(base: str) -> list[ox.Triple]:
    """The vocabulary document: an ontology, its classes and properties."""
    said, space = Said(), f"{base}{OWN_PATH}"
    document = space.removesuffix("#")
    said.type(document, f"{OWL}Ontology")
    said.texts(document, f"{DCT}title", {"en": "The terms of this pool", "nl": "De termen van deze pool"})
    said.texts(document, f"{DCT}description", {"en": "What no standard has a term for: links with their state, segments of audiences, decisions about sharing.",
                                               "nl": "Waar geen standaard een term voor heeft: links met hun staat, segmenten van publiek, besluiten over delen."})
    for term in TERMS:
        me = f"{space}{term.name}"
        said.type(me, f"{OWL}Class" if term.is_class else f"{OWL}DatatypeProperty" if term.value else f"{OWL}ObjectProperty")
        for predicate, (english, dutch) in ((f"{RDFS}label", term.label), (f"{RDFS}comment", term.meaning)):
            said.texts(me, predicate, {"en": english, "nl": dutch})
        said.link(me, f"{RDFS}isDefinedBy", document)
        said.link(me, f"{OWL}equivalent{'Class' if term.is_class else 'Property'}", f"{OWN}{term.name}")
        said.add(me, f"{DCT}identifier", text(term.name))
        if term.of:
            said.link(me, f"{RDFS}domain", term.of if "://" in term.of else f"{space}{term.of}")
        if term.value and not term.is_class:
            said.link(me, f"{RDFS}range", term.value)
    return said.triples()
