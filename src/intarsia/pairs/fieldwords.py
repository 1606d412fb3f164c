"""What columns are called here that a catalogue calls otherwise or not at all: words of seven languages, folded, by the field they become."""

from __future__ import annotations

#: field -> phrases, separated by commas; they go before what `suggest` knows of a header
WORDS: dict[str, str] = {
    "alias": """aliases, alias, other names, other name, also known as, aka, akas, alternate names, alternative names, alternate titles, variants, variant, name
        variants, alt label, altlabel, pseudonym, pseudonyms, nickname, stage name, birth name, synonyms, synonym, aliassen, andere namen, andere namen
        titels, autres noms, alias noms, weitere namen, otros nombres, altri nomi, inne nazwy""",
    "season": """season, season number, season no, season nr, seizoen, seizoensnummer, saison, numero de saison, staffel, staffelnummer, temporada, stagione, sezon,
        series number, part of season""",
    "episode": """episode, episode number, episode no, episode nr, ep, aflevering, afleveringsnummer, numero d episode, folge, folgennummer, episodennummer, episodio,
        numero episodio, capitulo, puntata, odcinek, numer odcinka""",
    "number": """volume, vol, track, track number, track no, trackno, disc, disc number, issue, issue number, part number, chapter, deelnummer, band, bandnummer, tome,
        volumen, tom, number in series""",
    "context": """album, album name, album title, collection, journal, booktitle, book title, magazine, show, tv show, series, series name, series title, serie, reeks,
        serienaam, serientitel, conference, known for, proceedings, periodical, programme, program""",
    "given": """given name, first name, firstname, forename, voornaam, prenom, vorname, nombre de pila, imie""",
    "family": """surname, family name, last name, lastname, achternaam, nom de famille, nachname, familienname, apellido, apellidos, cognome, nazwisko""",
    "text": """character, characters, character name, roles, tagline, profession, professions, occupation, occupations, copyright""",
}
