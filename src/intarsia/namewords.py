"""Words inside written names: particles, roles, marks of an organisation, ways to say "nobody".

All are folded (see `text.fold`) except particles, whose case says where a name sorts.
"""

from __future__ import annotations

from intarsia.text import wordset

PARTICLES = wordset(
    "de der den het 't ter ten te van von vom zu zum zur of op in d' du des la las le les lo los del della "
    "delle dello degli di da das do dos dal dalla e y af av bin ibn ben al el san"
)
# in front of a name in the order of speech these belong to it: "Le Corbusier", "El Greco"
ARTICLES = wordset("the de het le la les el los las il lo der die das")
# these begin a surname with a capital too: "Bert Van Bork"
CAPITALS = wordset("van von de del della di da du le la ter ten")
REGNAL = wordset("queen king pope emperor koning koningin keizer paus prince princess")
ORGANISATION = wordset(
    "film films filmproduktion pictures production productions studio studios museum society "
    "institute instituut institut university universiteit universitat universite council commission "
    "board library bibliotheek association vereniging verein stichting foundation fonds theatre "
    "theater orchestra orkest orchester ensemble quartet choir koor chor band group groep records "
    "press verlag uitgeverij editions publishing publishers gallery galerie ministry ministerie "
    "department school college academy akademie centre center centrum network television tv "
    "broadcasting dept service health hospital opera entertainment media video agency services distribution festival archive archief "
    "unit committee federation union company companies collective workshop laboratory project "
    "corporation architects architecture architekten associates design laboratories works"
)
ROLES = wordset(
    "creator project program manager coordinator developer actor actress animator arranger art director artist author cast cinematographer "
    "choreographer co-director co-producer composer conductor curator dancer designer director dop dramaturg ed "
    "editor engraver executive producer host illustrator interviewer lyricist maker musician "
    "narrator painter performer photographer playwright presenter printmaker producer publisher "
    "screenwriter sculptor singer songwriter speaker trans translator voice writer "
    "acteur actrice auteur bewerker componist dirigent fotograaf illustrator maker muziek "
    "producent regie regisseur redacteur samensteller scenario schrijver uitgever vertaler "
    "vertaling zanger zangeres beheerder distributeur distributor "
    "autor herausgeber hrsg komponist produzent regisseurin ubersetzer zeichner verlag "
    "compositeur editeur realisateur realisatrice traducteur producteur illustrateur "
    "attore regista scrittore traduttore compositore produttore editore "
    "actor escritor escritora traductor productor compositor realizador dibujante "
    "aktor rezyser autorka tlumacz producent scenarzysta"
)
NOBODY = wordset(
    "unknown onbekend unbekannt inconnu inconnue sconosciuto desconocido nieznany various diversen "
    "verschiedene anonymous anoniem anonyme anonym anonimo anonim na none null nan nobody niemand "
    "others other anderen andere autres altri otros inni etal ea ua ao nn tba tbd notapplicable "
    "unknownartist unknownauthor onbekendekunstenaar"
)
# in front of more words: "unknown designer", "Anonymous, Italian"
UNNAMED = wordset(
    "unknown onbekend onbekende unbekannt unbekannter inconnu sconosciuto anonymous anoniem anonyme "
    "anonym various unidentified"
)
