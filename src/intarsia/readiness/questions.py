"""The questionnaire of the declared instrument: twelve questions in four themes, five levels each, after the themes of ODI's maturity model.

Source of the idea: Open Data Institute, Open Data Maturity Model (2015): themes, activities and five levels from "initial" to "optimising", of which the
lowest decides. The themes here are what holds organisations of the sector back (rights, people, money, fear); questions and levels are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

Both = tuple[str, str]
LEVELS = 5


@dataclass(frozen=True)
class Question:
    """A question with its five answers, from the lowest, each as (English, Dutch)."""

    key: str
    theme: str
    asks: Both
    levels: tuple[Both, Both, Both, Both, Both]


THEMES: dict[str, tuple[Both, Both]] = {
    "rights": (("Rights", "Rechten"), ("May you share it?", "Mag u het delen?")),
    "people": (("People", "Mensen"), ("Can you do it?", "Kunt u het?")),
    "money": (("Money and time", "Geld en tijd"), ("Can you afford it?", "Kunt u het betalen?")),
    "fear": (("Fear", "Angst"), ("Do you dare?", "Durft u het aan?")),
}

_RIGHTS = (
    Question("rights-owner", "rights", ("Do you know which of your data are yours to share?", "Weet u welke gegevens u zelf mag delen?"), (
        ("No, nobody has looked.", "Nee, niemand heeft ernaar gekeken."),
        ("We think we know, but it is written nowhere.", "We denken het te weten, maar het staat nergens."),
        ("It is written down for the data that matter most.", "Voor de belangrijkste gegevens staat het op papier."),
        ("It is written down for everything we keep.", "Voor alles wat we bewaren staat het op papier."),
        ("It is written down, and every new contract settles it beforehand.", "Het staat op papier, en elk nieuw contract regelt het vooraf."))),
    Question("rights-licence", "rights", ("Does what you share have a licence?", "Heeft wat u deelt een licentie?"), (
        ("We share nothing, or without a word about use.", "We delen niets, of zonder iets te zeggen over gebruik."),
        ("There is a sentence on our website.", "Er staat een zin op onze website."),
        ("Some data have a known licence, such as CC BY.", "Een deel heeft een bekende licentie, zoals CC BY."),
        ("All that we share has a known licence.", "Alles wat we delen heeft een bekende licentie."),
        ("Descriptions are free to use (CC0 or CC BY), and objects have a rights statement each.",
            "Beschrijvingen zijn vrij te gebruiken (CC0 of CC BY), en elk object heeft een eigen rechtenverklaring."))),
    Question("rights-persons", "rights", ("Do you know what in your data is about persons?", "Weet u wat er in uw gegevens over personen gaat?"), (
        ("No.", "Nee."),
        ("We would ask a lawyer each time.", "We zouden het elke keer aan een jurist vragen."),
        ("One colleague knows.", "Eén collega weet het."),
        ("It stands in our record of processing.", "Het staat in ons verwerkingsregister."),
        ("It stands there, and we check each file before it leaves.", "Het staat daar, en we controleren elk bestand voordat het naar buiten gaat."))),
)
_PEOPLE = (
    Question("people-owner", "people", ("Who is responsible for your data?", "Wie is verantwoordelijk voor uw gegevens?"), (
        ("Nobody in particular.", "Niemand in het bijzonder."),
        ("Whoever made the spreadsheet.", "Wie de spreadsheet maakte."),
        ("Somebody, beside other work.", "Iemand, naast ander werk."),
        ("Somebody, with hours for it.", "Iemand, met uren ervoor."),
        ("Somebody with hours and a stand-in, known to everyone.", "Iemand met uren en een vervanger, bij iedereen bekend."))),
    Question("people-skill", "people", ("Can you export your data without outside help?", "Kunt u uw gegevens zonder hulp van buiten exporteren?"), (
        ("No, they are in a system we cannot get into.", "Nee, ze zitten in een systeem waar we niet bij kunnen."),
        ("Only with the supplier.", "Alleen met de leverancier."),
        ("Yes, by hand, as a spreadsheet.", "Ja, met de hand, als spreadsheet."),
        ("Yes, and we know what each column means.", "Ja, en we weten wat elke kolom betekent."),
        ("Yes, by a button or a program, the same each time.", "Ja, met een knop of een programma, elke keer hetzelfde."))),
    Question("people-decides", "people", ("Is it clear who decides that data may be shared?", "Is duidelijk wie besluit dat gegevens gedeeld mogen worden?"), (
        ("No.", "Nee."),
        ("The board, if it ever comes up.", "Het bestuur, als het ooit ter sprake komt."),
        ("One person, by custom.", "Eén persoon, uit gewoonte."),
        ("One person, on paper.", "Eén persoon, op papier."),
        ("One person, on paper, with a reason and a date for each decision.", "Eén persoon, op papier, met bij elk besluit een reden en een datum."))),
)
_MONEY = (
    Question("money-hours", "money", ("How many hours can you spend on sharing data?", "Hoeveel uur kunt u besteden aan het delen van gegevens?"), (
        ("None.", "Geen."),
        ("An hour now and then.", "Af en toe een uur."),
        ("A few days a year.", "Een paar dagen per jaar."),
        ("Some hours every month.", "Elke maand een aantal uur."),
        ("It is part of somebody's job.", "Het hoort bij iemands functie."))),
    Question("money-income", "money", ("Would sharing cost you income?", "Zou delen u inkomsten kosten?"), (
        ("Yes: we sell this data, and nobody has looked at what part.", "Ja: we verkopen deze gegevens, en niemand heeft gekeken welk deel."),
        ("We fear so, without figures.", "Daar zijn we bang voor, zonder cijfers."),
        ("We know which part earns money.", "We weten welk deel geld oplevert."),
        ("We know, and share the rest.", "We weten het, en delen de rest."),
        ("No, or sharing brings us more than it costs.", "Nee, of delen levert ons meer op dan het kost."))),
    Question("money-plan", "money", ("Is sharing data in your plans and your budget?", "Staat het delen van gegevens in uw plannen en begroting?"), (
        ("No.", "Nee."),
        ("It is talked about.", "Er wordt over gepraat."),
        ("It is in a plan, without money.", "Het staat in een plan, zonder geld."),
        ("It is in the plan and in this year's budget.", "Het staat in het plan en in de begroting van dit jaar."),
        ("It is a lasting item, and we report what it brought.", "Het is een vaste post, en we laten zien wat het opbracht."))),
)
_FEAR = (
    Question("fear-rivals", "fear", ("What could a competitor do with your data?", "Wat zou een concurrent met uw gegevens kunnen doen?"), (
        ("We don't know, so we share nothing.", "Dat weten we niet, dus delen we niets."),
        ("We have a feeling, and have not looked.", "We hebben een gevoel, maar hebben niet gekeken."),
        ("We know which columns matter.", "We weten welke kolommen ertoe doen."),
        ("We know, and can leave those out or make them coarser.", "We weten het, en kunnen die weglaten of grover maken."),
        ("We looked at what a rival learns, before and after.", "We hebben bekeken wat een concurrent leert, ervoor en erna."))),
    Question("fear-quality", "fear", ("Are you afraid that your data are not good enough?", "Bent u bang dat uw gegevens niet goed genoeg zijn?"), (
        ("Yes, nobody may see them.", "Ja, niemand mag ze zien."),
        ("Yes, first they must be cleaned.", "Ja, ze moeten eerst opgeschoond worden."),
        ("We know the main faults.", "We kennen de grootste fouten."),
        ("We know them and say so when we share.", "We kennen ze en zeggen het erbij als we delen."),
        ("We share with the faults told, and get corrections back.", "We delen met de fouten erbij, en krijgen verbeteringen terug."))),
    Question("fear-misuse", "fear", ("What about misuse, or training of AI?", "En misbruik, of het trainen van AI?"), (
        ("It is a reason to share nothing.", "Dat is een reden om niets te delen."),
        ("We don't know what we may forbid.", "We weten niet wat we mogen verbieden."),
        ("We know what we may reserve.", "We weten wat we mogen voorbehouden."),
        ("Our terms say it for people and for programs.", "Onze voorwaarden zeggen het, voor mensen en voor programma's."),
        ("Our terms say it, and we know whom to ask when something happens.", "Onze voorwaarden zeggen het, en we weten bij wie we terechtkunnen als er iets gebeurt."))),
)
QUESTIONS: tuple[Question, ...] = (*_RIGHTS, *_PEOPLE, *_MONEY, *_FEAR)
KEYS = tuple(question.key for question in QUESTIONS)
