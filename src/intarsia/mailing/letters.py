"""What letters say, in plain text, in the language of whoever gets them. Titles, dates and reasons that are public; never a cell of the data."""

from __future__ import annotations

from dataclasses import dataclass

#: kind -> (subject, text); {name} stands for a field, and each letter ends with the farewell of its kind
TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "confirm": ("Please confirm: news of {title}", "Somebody, you perhaps, asked {pool} to write to this address when something happens to:\n\n  {title}\n\n"
                    "If it was you, open this page and press the button:\n\n  {link}\n\nIf it was not, do nothing: nothing more is sent, and the address is deleted after seven days."),
        "confirm desk": ("Please confirm: letters from the desk of {pool}", "You asked {pool} to write to this address when a decision about {title} is due "
                         "or somebody asks for its data.\n\n"
                         "Open this page and press the button:\n\n  {link}\n\nIf it was not you, do nothing: nothing more is sent, and the address is deleted after seven days."),
        "first": ("New: {title}", "{title} is in a release for the first time, that of {day}.\n\n  {link}"),
        "changed": ("Changed: {title}", "The data of {title} changed in the release of {day}.\n\n  {link}"),
        "corrected": ("Corrected: {title}", "Rows of {title} say something else since the release of {day}; none came and none went.\n"
                      "If you keep a copy, take the new rows.\n\n  {link}"),
        "closed": ("No longer shared: {title}", "The rows of {title} are no longer shared since the release of {day}; its description stays.\n"
                   "If you keep a copy, the page of the dataset says what holds now.\n\n  {link}"),
        "withdrawn": ("Withdrawn: {title}", "{title} was withdrawn on {day}. It is missing from the next release and all after it.\n\nBy: {who}\nReason: {why}\n\n"
                      "If you keep a copy or build on it, please stop using it.\n\n  {link}"),
        "returned": ("Back again: {title}", "{title}, which was withdrawn, was let in again on {day}. It is in the next release.\n\nBy: {who}\nReason: {why}\n\n  {link}"),
        "erased": ("Erased: {title}", "{what} of {title} was erased from every release on {day}.\n\nBy: {who}\nReason: {why}\n\n"
                   "If you keep a copy, please take the same out of it. The signed list says what:\n\n  {link}"),
        "due": ("A decision is due: {title}", "It was agreed to ask again about sharing {title} from {day} on. That day has come.\n\n"
                "Nothing changes by itself: look at it, and decide again.\n\n  {link}"),
        "request": ("Somebody asks for {title}", "A request for {title} has arrived at the desk. Who asks, and what for, is told there and not by mail.\n\n  {link}"),
        "signature": ("Your signature is asked for: {title}", "{by} asks you to look at one page about {title} and to decide whether it is shared.\n\n"
                      "The page says what was found, what would be shared and what not. You need no account. Nothing leaves before you have signed.\n\n  {link}\n\n"
                      "The link is for you alone. It works once, and for 30 days."),
        "test": ("A test of the mail of {pool}", "This letter was sent to see whether {pool} can send letters. It can."),
    },
    "nl": {
        "confirm": ("Graag bevestigen: nieuws over {title}", "Iemand, misschien u, heeft {pool} gevraagd naar dit adres te schrijven als er iets gebeurt met:\n\n  {title}\n\n"
                    "Was u dat, open dan deze pagina en druk op de knop:\n\n  {link}\n\n"
                    "Was u het niet, doe dan niets: er wordt niets meer gestuurd en het adres wordt na zeven dagen verwijderd."),
        "confirm desk": ("Graag bevestigen: post van de balie van {pool}", "U hebt {pool} gevraagd naar dit adres te schrijven als het tijd is voor een besluit over {title} of "
                         "als iemand om gegevens vraagt.\n\nOpen deze pagina en druk op de knop:\n\n  {link}\n\n"
                         "Was u het niet, doe dan niets: er wordt niets meer gestuurd en het adres wordt na zeven dagen verwijderd."),
        "first": ("Nieuw: {title}", "{title} staat voor het eerst in een uitgave, die van {day}.\n\n  {link}"),
        "changed": ("Veranderd: {title}", "De gegevens van {title} zijn veranderd in de uitgave van {day}.\n\n  {link}"),
        "corrected": ("Verbeterd: {title}", "In de uitgave van {day} zeggen rijen van {title} iets anders dan eerst; er kwam geen rij bij en er ging er geen af.\n"
                      "Hebt u een kopie, neem dan de nieuwe rijen over.\n\n  {link}"),
        "closed": ("Niet meer gedeeld: {title}", "De rijen van {title} worden sinds de uitgave van {day} niet meer gedeeld; de beschrijving blijft.\n"
                   "Hebt u een kopie, dan zegt de pagina van de dataset wat nu geldt.\n\n  {link}"),
        "withdrawn": ("Ingetrokken: {title}", "{title} is op {day} ingetrokken. De dataset ontbreekt in de volgende uitgave en in alle latere.\n\nDoor: {who}\nReden: {why}\n\n"
                      "Hebt u een kopie of bouwt u erop voort, gebruik de gegevens dan niet langer.\n\n  {link}"),
        "returned": ("Weer terug: {title}", "{title} was ingetrokken en is op {day} weer toegelaten. De dataset staat in de volgende uitgave.\n\nDoor: {who}\nReden: {why}\n\n  {link}"),
        "erased": ("Gewist: {title}", "{what} van {title} is op {day} uit alle uitgaven gewist.\n\nDoor: {who}\nReden: {why}\n\n"
                   "Hebt u een kopie, haal het daar dan ook uit. De ondertekende lijst zegt wat:\n\n  {link}"),
        "due": ("Er moet een besluit genomen worden: {title}", "Er is afgesproken om vanaf {day} opnieuw te kijken of {title} gedeeld wordt. Die dag is gekomen.\n\n"
                "Er verandert niets vanzelf: kijk ernaar en besluit opnieuw.\n\n  {link}"),
        "request": ("Iemand vraagt om {title}", "Bij de balie is een verzoek om {title} binnengekomen. Wie het vraagt en waarvoor, leest u daar en niet in deze mail.\n\n  {link}"),
        "signature": ("Uw handtekening wordt gevraagd: {title}", "{by} vraagt u om één pagina over {title} te bekijken en te besluiten of de dataset gedeeld wordt.\n\n"
                      "De pagina zegt wat er is gevonden, wat er gedeeld zou worden en wat niet. U hebt geen account nodig. "
                      "Er gaat niets naar buiten voordat u hebt getekend.\n\n  {link}\n\n"
                      "De link is alleen voor u. Hij werkt één keer, 30 dagen lang."),
        "test": ("Een proef van de post van {pool}", "Deze brief is gestuurd om te zien of {pool} post kan versturen. Dat kan."),
    },
}
FAREWELL = {"en": "{pool} sent this because somebody asked for it. To get no more of these letters:\n{unsubscribe}",
            "nl": "{pool} stuurde dit omdat iemand erom vroeg. Wilt u deze brieven niet meer:\n{unsubscribe}"}
ALL_OF_IT = {"en": "The whole", "nl": "Het geheel"}
RECORDS = {"en": ("One record", "{n} records"), "nl": ("Eén record", "{n} records")}


@dataclass(frozen=True)
class Letter:
    """A letter: what it is about, and what it says."""

    subject: str
    body: str


def written(kind: str, language: str, *, unsubscribe: str = "", **fields: str) -> Letter:
    """A letter in a language; English where there is no text in it. Fields stand on one line each.

    Raises: KeyError for a kind that there is not, or a field that its text needs: a mistake of the caller.
    """
    texts = TEXTS.get(language, TEXTS["en"])
    subject, body = texts[kind]
    plain = {name: " ".join(value.split()) for name, value in fields.items()}
    if unsubscribe:
        body += "\n\n-- \n" + FAREWELL.get(language, FAREWELL["en"]).replace("{unsubscribe}", unsubscribe)
    return Letter(subject.format_map(plain)[:200], body.format_map(plain) + "\n")


def erased(records: int, language: str) -> str:
    """How much was erased, in words: 0 is all of it."""
    if not records:
        return ALL_OF_IT.get(language, ALL_OF_IT["en"])
    one, more = RECORDS.get(language, RECORDS["en"])
    return one if records == 1 else more.format(n=records)
