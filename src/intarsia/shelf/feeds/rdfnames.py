"""The names that our RDF uses: namespaces, and which form, role or scheme is which class, property or IRI elsewhere."""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
#: https, as the NDE application profiles write it
SCHEMA = "https://schema.org/"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SSSOM = "https://w3id.org/sssom/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
PROV = "http://www.w3.org/ns/prov#"
FOAF = "http://xmlns.com/foaf/0.1/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
SPDX = "http://spdx.org/rdf/terms#"
EDM = "http://www.europeana.eu/schemas/edm/"
QB = "http://purl.org/linked-data/cube#"
SDMX_MEASURE = "http://purl.org/linked-data/sdmx/2009/measure#"
SDMX_DIMENSION = "http://purl.org/linked-data/sdmx/2009/dimension#"
SDMX_ATTRIBUTE = "http://purl.org/linked-data/sdmx/2009/attribute#"
TDM = "http://www.w3.org/ns/tdmrep#"
#: what no standard has a term for (Link with its state and probability, segment, selection, verdict): below a pool's base IRI, so that it resolves there
OWN_PATH = "ns#"
#: the same terms whatever the pool: each pool's vocabulary says that its own are these
OWN = "urn:intarsia:model/"

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
LANGUAGES_3 = "http://id.loc.gov/vocabulary/iso639-2/"

#: form -> schema.org class, beside CreativeWork which every work has
FORM_CLASSES: dict[str, str] = {
    "film": "Movie", "short-film": "Movie", "documentary-film": "Movie", "tv-film": "Movie", "newsreel": "Movie",
    "series": "TVSeries", "mini-series": "TVSeries", "animated-series": "TVSeries", "web-series": "TVSeries",
    "season": "CreativeWorkSeason", "episode": "Episode", "tv-play": "TVEpisode", "tv-special": "TVEpisode",
    "music-video": "MusicVideoObject", "radio-programme": "RadioSeries", "podcast": "PodcastSeries",
    "game": "VideoGame", "game-expansion": "VideoGame", "tabletop-game": "Game",
    "book": "Book", "picture-book": "Book", "graphic-novel": "Book", "audiobook": "Audiobook",
    "comic": "ComicStory", "manga": "ComicStory", "webcomic": "ComicSeries",
    "short-story": "ShortStory", "tale": "ShortStory", "article": "Article", "periodical": "Periodical", "manuscript": "Manuscript",
    "album": "MusicAlbum", "cast-recording": "MusicAlbum", "soundtrack": "MusicAlbum",
    "song": "MusicRecording", "theme-song": "MusicRecording", "composition": "MusicComposition",
    "opera": "MusicComposition", "musical": "MusicComposition", "play": "Play",
    "play-production": "TheaterEvent", "opera-production": "TheaterEvent", "musical-production": "TheaterEvent",
    "performance": "TheaterEvent", "cabaret-show": "ComedyEvent", "concert": "MusicEvent", "event": "Event",
    "festival": "Festival", "festival-edition": "Festival", "exhibition": "ExhibitionEvent",
    "painting": "Painting", "drawing": "Drawing", "photograph": "Photograph", "sculpture": "Sculpture", "poster": "Poster",
    "artwork": "VisualArtwork", "print": "VisualArtwork", "works-on-paper": "VisualArtwork", "mural": "VisualArtwork",
    "installation": "VisualArtwork", "readymade": "VisualArtwork", "textile-art": "VisualArtwork", "video-art": "VisualArtwork",
    "illustration": "VisualArtwork", "franchise": "CreativeWorkSeries",
}

#: role -> schema.org property; every other role is a `contributor`
ROLE_PROPERTIES: dict[str, str] = {
    "director": "director", "stage-director": "director", "author": "author", "co-author": "author", "book-writer": "author",
    "screenwriter": "author", "librettist": "author", "adapter": "author", "lyricist": "lyricist",
    "creator": "creator", "artist": "creator", "photographer": "creator", "architect": "creator", "designer": "creator", "craftsperson": "creator",
    "developer": "creator", "actor": "actor", "voice-actor": "actor", "dancer": "performer", "company": "performer", "puppeteer": "performer",
    "producer": "producer", "executive-producer": "producer", "publisher": "publisher", "broadcaster": "provider",
    "translator": "translator", "illustrator": "illustrator", "editor": "editor", "film-editor": "editor", "narrator": "readBy",
    "inker": "inker", "letterer": "letterer", "colourist": "colorist", "funder": "funder", "rights-holder": "copyrightHolder",
    "subject-person": "about",
}
OTHER_ROLE = "contributor"

_SCREEN = ("film", "short-film", "documentary-film", "tv-film", "series", "mini-series", "animated-series", "web-series", "episode", "game", "game-expansion")
_MUSIC = ("album", "song", "theme-song", "cast-recording", "soundtrack")
#: role -> properties that depend on the form of the work, then the property for all other forms
FORM_ROLES: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "composer": ((_SCREEN, "musicBy"), ((), "composer")),
    "performer": ((_MUSIC, "byArtist"), (_SCREEN, "actor"), ((), "performer")),
    **dict.fromkeys(("singer", "musician", "soloist", "conductor", "orchestra", "dj"), ((_MUSIC, "byArtist"), ((), "performer"))),
}

#: scheme -> (form its values must have, what stands before them, what stands after them) of a well-known IRI
SAME_AS: dict[str, tuple[str, str, str]] = {
    "wikidata": ("Q[1-9][0-9]*", "http://www.wikidata.org/entity/", ""),
    "ulan": ("[0-9]{9}", "http://vocab.getty.edu/ulan/", ""),
    "viaf": ("[1-9][0-9]*", "http://viaf.org/viaf/", ""),
    "isbn": ("97[89][0-9]{10}", "urn:isbn:", ""),
    "isni": ("[0-9]{15}[0-9X]", "https://isni.org/isni/", ""),
    "gnd": ("[0-9X-]+", "https://d-nb.info/gnd/", ""),
    "muziekweb": ("[A-Z]{1,3}[0-9]+(-[0-9]+)?", "https://data.muziekweb.nl/Link/", ""),
}
#: IMDb says in the value whether it is a title or a name
IMDB = {"tt": "https://www.imdb.com/title/", "nm": "https://www.imdb.com/name/", "co": "https://www.imdb.com/company/"}

#: link.predicate -> schema.org property
LINK_PROPERTIES: dict[str, str] = {
    "same_as": "sameAs", "based_on": "isBasedOn", "part_of": "isPartOf", "about": "about", "performs": "workPerformed", "edition_of": "exampleOfWork",
}
