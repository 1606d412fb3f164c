"""Steps: where a card leads, within the flow or to a page that says more."""

from __future__ import annotations

#: key: the page of the flow that it leads to ("describe": the way to describe it only), and what is said of it
STEPS = {
    "columns": ("risk", {"en": "See these columns, and choose what happens to each", "nl": "Bekijk deze kolommen, en kies wat er met elk gebeurt"}),
    "pool": ("risk", {"en": "See what a total together with others would show, and say from how many on you take part",
                      "nl": "Bekijk wat een totaal samen met anderen zou laten zien, en zeg vanaf hoeveel u meedoet"}),
    "describe": ("describe", {"en": "Describe it only, with a reason and a day to ask again", "nl": "Beschrijf het alleen, met een reden en een dag om het opnieuw te vragen"}),
    "rights": ("publish", {"en": "Choose a licence with three questions, or name whom to ask first", "nl": "Kies een licentie met drie vragen, of noem aan wie het eerst gevraagd moet "
        "worden"}),
    "mining": ("publish", {"en": "Say whether machines may learn from it: allowed, reserved or ask", "nl": "Zeg of machines ervan mogen leren: toegestaan, voorbehouden of vragen"}),
    "goal": ("publish", {"en": "Say what it is for; the goal puts the return in order, never the rules", "nl": "Zeg waar het voor is; het doel bepaalt de volgorde van wat u terugkrijgt, "
        "nooit de regels"}),
    "profile": ("profile", {"en": "See the columns with what is odd in them", "nl": "Bekijk de kolommen, met wat er vreemd aan is"}),
    "memo": ("memo", {"en": "Print one page for whoever decides, or send it to be signed", "nl": "Druk één pagina af voor wie besluit, of verstuur die om te laten tekenen"}),
}  # fmt: skip
#: without a file every step leads to looking at one
WITHOUT = {"en": "See what it says of your own file", "nl": "Bekijk wat het over uw eigen bestand zegt"}


def told(key: str, lang: str) -> dict[str, str]:
    """A step in one language: text and page."""
    page, texts = STEPS[key]
    return {"text": texts[lang], "page": page}
