"""What kind of table this is for the people in it: published works with their makers, or the dealings of private persons.

Who made a book, sang or played a part signed for it: such names are public credits. Who bought, borrowed, visited, ordered or worked is a
private person, also where the file calls them by a word for makers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from intarsia.personal.givennames import GIVEN
from intarsia.shelf.rules import plans, words
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import held
from intarsia.shelf.rules.personkeys import case_of
from intarsia.shelf.rules.persons import persons
from intarsia.text import fold, wordset

#: who is private by the part they play: they buy, visit, borrow, work, compete
PRIVATE = wordset(
    "customer customers client clients buyer buyers purchaser visitor visitors guest guests borrower borrowers member members subscriber subscribers donor donors applicant applicants "
    "candidate candidates contestant contestants cataloguer cataloger registrar lender "
    "castaway castaways participant participants respondent respondents employee employees staff worker workers volunteer volunteers intern recipient recipients contact contacts "
    "contactperson patient patients student students "
    "pupil pupils parent parents mother father tenant passenger attendee attendees user users victim "
    "klant klanten koper bezoeker bezoekers lener leners lid leden abonnee donateur aanvrager kandidaat deelnemer deelnemers medewerker medewerkers personeel vrijwilliger stagiair "
    "ontvanger contactpersoon leerling leerlingen ouder "
    "kunde kunden kaufer besucher entleiher mitglied teilnehmer mitarbeiter ansprechpartner schuler eltern empfanger bewerber acheteur visiteur emprunteur membre abonne adherent "
    "candidat benevole salarie destinataire eleve parents "
    "cliente comprador visitante socio miembro candidato empleado voluntario destinatario alumno padres acquirente visitatore iscritto concorrente dipendente volontario alunno "
    "genitori klienci klient nabywca gosc czlonek uczestnik "
    "pracownik wolontariusz odbiorca uczen rodzic kontakt contacto contatto"
)
#: what somebody is employed as, and where: beside names, a list of staff
EMPLOYED = wordset(
    "position job jobtitle function functie functietitel afdeling department abteilung stelle poste fonction puesto cargo mansione stanowisko salary salaris gehalt schaal"
)
#: parts of a name by itself: "first name" and "surname" stand in lists of people, not of works
PARTS = wordset(
    "firstname lastname surname forename voornaam achternaam tussenvoegsel vorname nachname familienname prenom apellido apellidos cognome imie nazwisko"
)
PART_PAIRS = (("first", "name"), ("last", "name"), ("family", "name"), ("given", "name"), ("middle", "name"), ("maiden", "name"))
MAKERS = wordset(
    "artist artists author authors director directors composer composers maker makers creator creators contributor contributors writer writers performer performers actor actors "
    "actress cast crew producer producers illustrator "
    "translator editor conductor soloist singer musician photographer designer developer choreographer narrator presenter host screenwriter credit credits "
    "kunstenaar kunstenaars auteur auteurs schrijver regisseur regie componist maker makers uitvoerende acteur acteurs producent vertaler illustrator dirigent fotograaf ontwerper "
    "artiest artiesten "
    "kunstler autor autoren regisseur komponist schauspieler produzent ubersetzer dirigent fotograf artiste artistes realisateur compositeur acteurs producteur traducteur photographe "
    "autores artista artistas compositor actor productor traductor autore autori artisti regista compositore attori produttore traduttore artysta autorzy rezyser kompozytor aktor "
    "producent tlumacz constituent agent byline"
)
#: who comes as a guest to a programme does so in public
GUESTS = wordset("guest guests gast gaste invite invites invitado invitados ospite ospiti gosc")
NAMES = wordset("name names naam namen nom noms nombre nombres nome nomi imie nazwisko person persons persoon personen personne persona osoba people winner winners winnaar gewinner "
"gagnant ganador vincitore zwyciezca fullname full displayname")
WORKS = wordset(
    "title titel titre titulo titolo tytul film movie book boek buch livre libro ksiazka album track song nummer artwork work works episode show programme program concert performance "
    "exhibition object accession isbn imdb edition game "
    "festival character genre medium classification discography ulan viaf isni gnd rkd wikidata qid constituentid"
)
REMARKS = wordset(
    "remark remarks comment comments note notes message messages wish wishes request requests feedback complaint complaints reason diet dietary special opmerking opmerkingen "
    "toelichting bericht wens wensen klacht bijzonderheden dieet "
    "notitie notities bemerkung bemerkungen anmerkung anmerkungen kommentar nachricht hinweis hinweise wunsch commentaire commentaires remarque remarques observation observations "
    "demande observaciones comentario comentarios "
    "nota notas mensaje peticion osservazioni commento commenti messaggio richiesta uwaga uwagi komentarz komentarze wiadomosc prosba response answer antwoord antwort reponse "
    "respuesta risposta odpowiedz review reviews bio"
)
CONTENT = wordset(
    "title titel titre titulo titolo tytul subject subjects onderwerp onderwerpen sujet tema soggetto temat description descriptions beschrijving beschreibung descripcion descrizione "
    "opis abstract summary synopsis samenvatting plot "
    "resume genre genres keyword keywords trefwoord trefwoorden tag tags theme medium material technique classification category provenance caption inscription credit object motif "
    "iconography"
)
#: a list of people with the years in which they died is a register of the publicly known, as of makers
DEATH = wordset("death died deathdate deathyear deceased overleden sterfjaar sterfdatum gestorben sterbejahr todesjahr deces mort muerte fallecimiento morte smierci zgonu")
VENUES = wordset(
    "museum museums musee museo muzeum venue venues theatre theater theatres theaters schouwburg cinema bioscoop kino library bibliotheek bibliothek bibliotheque biblioteca biblioteka "
    "archive archief gallery galerie galeria galleria "
    "organisation organization organisatie institution instelling company bedrijf publisher uitgever verlag editeur editorial editore wydawca shop winkel bookshop boekhandel school "
    "university festival location monument church kerk zaal podium"
)
#: share of names that begin with a known given name: from here on a column is one of names of people
KNOWN_NAMES = 0.2


@dataclass(frozen=True)
class Scene:
    """private: the table is of private persons or their dealings; works: it is of works or their makers; plan: of works nobody announced;
    fictional: its persons are characters."""

    table: str
    private: bool
    works: bool
    plan: bool
    fictional: bool
    addresses: bool  #: does it hold addresses of persons, not of desks?
    people: bool  #: is each row about one person, by what is told of them?
    venues: bool  #: is it of organisations or houses that are open to the public?


def scene(delivery: Delivery, table: str = "") -> Scene:
    """What kind of table it is; computed once."""
    found: Scene = delivery.once(f"scene:{table}", lambda: _of_list(_scene(delivery, table), scene(delivery)) if table else _scene(delivery, table))
    return found


def _of_list(own: Scene, records: Scene) -> Scene:
    """A list within the records is about what they are about: a list of descriptions has no column that says so."""
    return replace(own, private=own.private or records.private, works=own.works or records.works, plan=own.plan or records.plan, fictional=own.fictional or records.fictional,
    venues=own.venues or records.venues)


def _scene(delivery: Delivery, table: str) -> Scene:
    columns = [c for c in delivery.of(table) if c.filled]
    kept = held(delivery)
    addresses = any("email" in h.rows and not h.roles and h.rows["email"] >= 0.1 * h.column.rows and not h.texts for h in kept.values() if h.column.table == table)
    fictional = any(("character" in c.words and not c.numeric) or sum("character" in fold(v) for v in c.values[:50]) > len(c.values[:50]) / 2 for c in columns if c.values)
    people = persons(delivery, table)
    ordered = any(case_of(c) for c in columns)
    parts = any(is_part(c) for c in columns)
    makers = any(words.exactly(c, MAKERS) for c in columns)
    works = makers or any(words.exactly(c, WORKS) for c in columns) or any(words.exactly(c, DEATH) for c in columns)
    named = any(words.exactly(c, NAMES) and name_like(c) >= KNOWN_NAMES for c in columns)
    played = any(_plays(c, PRIVATE - GUESTS if works else PRIVATE) for c in columns)
    credits = bool(table) and scene(delivery).works  # names with a job in a list within works are those of makers
    staff = named and not works and not credits and any(words.exactly(c, EMPLOYED) for c in columns)
    desks = {name for name, h in kept.items() if h.roles}  # the addresses of desks are keys of nobody
    keyed = any(c.full not in desks for c in people.keys)
    private = addresses or keyed or ordered or played or staff or (parts and not makers) or (people.rows_are_people and (not works or (named and not makers)))
    plan = plans.plan(delivery, table).hidden > 0
    venues = any(words.exactly(c, VENUES) or is_house(c) for c in columns)
    return Scene(table, private and not (fictional and not addresses), works, plan, fictional, addresses, people.rows_are_people, venues)


def is_house(column: Column) -> bool:
    """Are most of its names those of museums, theatres and the like?"""
    sample = column.values[:200] if words.exactly(column, NAMES) else ()
    return bool(sample) and sum(bool(set(fold(value).split()) & VENUES) for value in sample) > len(sample) / 2


def _plays(column: Column, parts: frozenset[str]) -> bool:
    """Does it name those who play a private part? "member" does, and "member name"; "member object" only when its values are names."""
    if column.numeric or not set(column.words) & parts:
        return False
    return len(column.words) == 1 or bool(set(column.words) & NAMES) or name_like(column) >= KNOWN_NAMES


def is_part(column: Column) -> bool:
    """Is it a part of a name, such as a surname?"""
    return words.exactly(column, PARTS) or any(one in column.words and other in column.words for one, other in PART_PAIRS)


def is_remark(column: Column) -> bool:
    """Is it what people write in passing, about themselves or others?"""
    return words.exactly(column, REMARKS) and not words.exactly(column, CONTENT)


def name_like(column: Column) -> float:
    """The share of its values that look like names of people: words that begin with a capital, the first a known given name."""
    sample = [v for v in column.values[:200] if v.strip()]
    if not sample or column.looks_like in ("date", "integer", "number", "year"):
        return 0.0
    return sum(map(_is_name, sample)) / len(sample)


def _is_name(value: str) -> bool:
    tokens = value.replace(",", " , ").split()
    if not 1 <= len(tokens) <= 6 or any(map(str.isdigit, value)):
        return False
    order = tokens[tokens.index(",") + 1 :] if "," in tokens else tokens
    capital = sum(token[:1].isupper() for token in tokens if token != ",")
    return bool(order) and fold(order[0]).strip(".") in GIVEN and capital >= 1
