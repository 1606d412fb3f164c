"""The pool's tables: one source for SQL, RDF, documentation and checks.

A table is a tuple of columns; a column has a name, an SQL type, a meaning, and where one exists the
standard's term it stands for. Every table that holds contributors' rows carries `dataset` and `record`.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT, INT, FLOAT, BOOL = "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN"


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    meaning: str
    term: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its key gives the order in which rows are stored and hashed."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def empty_select(self) -> str:
        """A query with this table's columns and no rows."""
        fields = ", ".join(f'CAST(NULL AS {c.type}) AS "{c.name}"' for c in self.columns)
        return f"SELECT {fields} WHERE 1 = 0"

    @property
    def schema_text(self) -> str:
        """The schema as hashed into a release id."""
        return f"{self.name}({', '.join(f'{c.name} {c.type}' for c in self.columns)}) key({', '.join(self.key)})"


def _c(name: str, type_: str, meaning: str, term: str = "", unit: str = "") -> Column:
    return Column(name, type_, meaning, term, unit)


_DATASET = _c("dataset", TEXT, "Dataset the row comes from", "dcterms:isPartOf")
_RECORD = _c("record", TEXT, "Key of the contributor's record the row comes from", "prov:wasDerivedFrom")
_SOURCE = (_DATASET, _RECORD)

_DESCRIBED = (
    Table("dataset", "What each contributor shares, with its terms and its decision", ("id",), (
        _c("id", TEXT, "Short name of the dataset", "dcterms:identifier"),
        _c("iri", TEXT, "IRI of the dataset"),
        _c("title", TEXT, "Title in the pool's first language; others in `label`", "dcterms:title"),
        _c("description", TEXT, "What it is, in the pool's first language", "dcterms:description"),
        _c("publisher", TEXT, "Who shares it, as a role or a name", "dcterms:publisher"),
        _c("sector", TEXT, "Sector of the contributor", "dcat:theme"),
        _c("goal", TEXT, "public or commercial: orders what is shown in return, never the rules"),
        _c("selection", TEXT, "How the rows were chosen: complete register, legal deposit, own output, sample, chosen by fame, unknown"),
        _c("language", TEXT, "Language of the file (BCP 47)", "dcterms:language"),
        _c("period", TEXT, "Period covered (EDTF interval)", "dcterms:temporal"),
        _c("purpose", TEXT, "Why it is shared", "odrl:purpose"),
        _c("contact", TEXT, "Whom to ask", "dcat:contactPoint"),
        _c("licence", TEXT, "Licence of the metadata (URI)", "dcterms:license"),
        _c("object_rights", TEXT, "Rights of the things described, unless a record says otherwise (URI)", "edm:rights"),
        _c("mining", TEXT, "AI training and text mining of the metadata: allowed, reserved, ask", "tdm:reservation"),
        _c("synthetic", BOOL, "True when the figures are made up by a script"),
        _c("verdict", TEXT, "OPEN, OPEN AFTER, POOLED ONLY, ASK or DESCRIBE ONLY"),
        _c("use", TEXT, "anyone, or this machine: then it stands in the local release alone"),
        _c("decided_by", TEXT, "Role of who decided"),
        _c("decided_on", TEXT, "Date of the decision (ISO)", "dcterms:dateAccepted"),
        _c("decision_why", TEXT, "Reason of the decision"),
        _c("rows_in", INT, "Records read", unit="records"),
        _c("rows_out", INT, "Records that gave at least one row", unit="records"),
        _c("rows_rejected", INT, "Records set aside with a reason; in = out + rejected", unit="records"),
    )),
    Table("decision", "What a decision says beyond its verdict; no row where that is all", ("dataset",), (
        _DATASET,
        _c("ask_again", TEXT, "Day on which to ask again (ISO)", "dcterms:valid"),
        _c("rests_on", TEXT, "Rule whose finding holds the data back; 'choice' where no rule asks for it"),
        _c("signed", TEXT, "Rules whose findings somebody answers for"),
        _c("embargo", TEXT, "Nothing leaves before that day (ISO)", "dcterms:available"),
        _c("held", TEXT, "Why no row stands here though the decision shares them: recipe, embargo, condition, or undo (the days in which it can be taken back)"),
        _c("waits_for", TEXT, "share (others share a measure), pledge (others pledge to), or after (a day)"),
        _c("others", INT, "How many other organisations it waits for", unit="organisations"),
        _c("measure", TEXT, "Measure that they must share"),
        _c("day", TEXT, "Day it waits for (ISO)"),
        _c("pledged", INT, "Organisations that share or say they will, the contributor among them", unit="organisations"),
        _c("needed", INT, "Organisations that are needed, the contributor among them", unit="organisations"),
        _c("pledgers", TEXT, "Names of those that pledged and agreed to be named"),
        _c("met_on", TEXT, "Day on which the condition was found met (ISO)"),
        _c("leaves_on", TEXT, "First day on which the rows may leave (ISO)"),
        _c("pooled_in", TEXT, "Tables of the pool in which its figures are added to those of others"),
    )),
    Table("distribution", "The files of a dataset", ("dataset", "name"), (
        _DATASET,
        _c("name", TEXT, "Name of the file within the dataset", "dcterms:title"),
        _c("iri", TEXT, "IRI of the distribution"),
        _c("format", TEXT, "Format it was read as"),
        _c("media_type", TEXT, "Media type", "dcat:mediaType"),
        _c("source", TEXT, "Address it was fetched from, or its path", "dcat:downloadURL"),
        _c("sha256", TEXT, "Checksum of the uncompressed content", "spdx:checksum"),
        _c("bytes", INT, "Size of the uncompressed content", "dcat:byteSize", "bytes"),
        _c("options", TEXT, "Options it was read with, given and guessed (JSON)"),
        _c("state", TEXT, "fresh, or kept when the source failed and its last good delivery was used"),
        _c("rows_in", INT, "Records read", unit="records"),
        _c("rows_out", INT, "Records that gave at least one row", unit="records"),
        _c("rows_rejected", INT, "Records set aside with a reason", unit="records"),
    )),
    Table("frame", "What 'all' would be: coverage is a percentage only where this is stated", ("dataset", "measure", "period"), (
        _DATASET,
        _c("measure", TEXT, "What is counted"),
        _c("period", TEXT, "Year or period of the size (EDTF), or 'all'"),
        _c("size", INT, "How many there are in all"),
        _c("source", TEXT, "Who says so"),
    )),
    Table("profile", "What the columns of each file look like; no values", ("dataset", "distribution", "source_table", "position"), (
        _DATASET,
        _c("distribution", TEXT, "Name of the file"),
        _c("source_table", TEXT, "Nested list within the file, '' for the records"),
        _c("position", INT, "Position of the column, from 1"),
        _c("column", TEXT, "Column as the contributor calls it"),
        _c("type", TEXT, "What the values look like: integer, number, date, year, text, ..."),
        _c("rows", INT, "Rows of that table"),
        _c("filled", INT, "Rows with a value"),
        _c("distinct_values", INT, "Different values; in longer tables, of every n-th row, 50,000 at most"),
        _c("longest", INT, "Length of the longest value", unit="characters"),
    )),
)

_WORKS = (
    Table("work", "Productions, editions and events, past and announced", ("id",), (
        _c("id", TEXT, "Identifier of the work within the pool", "dcterms:identifier"),
        _c("iri", TEXT, "IRI of the work"),
        *_SOURCE,
        _c("form", TEXT, "film, series, game, book, song, play ... (concept of the form vocabulary)", "schema:additionalType"),
        _c("sector", TEXT, "Sector (concept of the sector vocabulary)"),
        _c("title", TEXT, "Title to show; all titles in `title`", "schema:name"),
        _c("language", TEXT, "Language of the work (BCP 47), where one is stated", "schema:inLanguage"),
        _c("date", TEXT, "Date of first publication, release, premiere or making (EDTF)", "schema:datePublished"),
        _c("date_written", TEXT, "The date as the contributor wrote it"),
        _c("year_start", INT, "First year the date allows; negative and 0 are BCE (ISO 8601)", unit="year"),
        _c("year_end", INT, "Last year the date allows", unit="year"),
        _c("status", TEXT, "announced, in production, released or withdrawn", "schema:creativeWorkStatus"),
        _c("description", TEXT, "Short description by the contributor", "schema:description"),
        _c("rights", TEXT, "Rights of the work itself (URI)", "edm:rights"),
        _c("page", TEXT, "The contributor's own page about it", "schema:url"),
    )),
    Table("title", "Every title of every work", ("work", "kind", "language", "value"), (
        _c("work", TEXT, "The work"),
        _c("value", TEXT, "The title", "schema:name"),
        _c("language", TEXT, "Language of the title (BCP 47), where known", "dcterms:language"),
        _c("kind", TEXT, "main, original, translated, parallel or alternative"),
        *_SOURCE,
    )),
    Table("agent", "Persons and organisations as each dataset credits them", ("id",), (
        _c("id", TEXT, "Identifier of the agent within the pool", "dcterms:identifier"),
        _c("iri", TEXT, "IRI of the agent"),
        *_SOURCE,
        _c("kind", TEXT, "person, organisation or unknown"),
        _c("name", TEXT, "Name to show", "foaf:name"),
        _c("sort_name", TEXT, "Name to sort by"),
        _c("year_start", INT, "Year of birth or founding", "schema:birthDate", "year"),
        _c("year_end", INT, "Year of death or end", "schema:deathDate", "year"),
        _c("country", TEXT, "Country (ISO 3166-1 alpha-2), where stated", "schema:nationality"),
    )),
    Table("contribution", "Who did what in which work", ("work", "position", "agent", "role", "role_written"), (
        _c("work", TEXT, "The work"),
        _c("agent", TEXT, "The agent"),
        _c("role", TEXT, "Role (concept of the role vocabulary), where known"),
        _c("role_written", TEXT, "Role as the contributor wrote it", "schema:roleName"),
        _c("name_written", TEXT, "Name as the contributor wrote it"),
        _c("position", INT, "Order in the credits, from 1"),
        *_SOURCE,
    )),
    Table("identifier", "Identifiers from elsewhere", ("entity", "scheme", "value"), (
        _c("entity", TEXT, "The work or agent"),
        _c("scheme", TEXT, "imdb, isbn, wikidata, ulan, muziekweb ... in lower case", "schema:propertyID"),
        _c("value", TEXT, "The identifier in its scheme's own form", "schema:value"),
        *_SOURCE,
    )),
    Table("term", "Genre, country, language, audience and subject of works, raw and mapped", ("work", "facet", "value"), (
        _c("work", TEXT, "The work"),
        _c("facet", TEXT, "genre, country, language, audience or subject"),
        _c("value", TEXT, "The word as the contributor wrote it"),
        _c("concept", TEXT, "The concept it was mapped to: vocabulary key, ISO code"),
        _c("state", TEXT, "matched, proposed, no_match, failed or rejected"),
        _c("score", FLOAT, "Probability that the mapping is right; 1 for an exact label"),
        *_SOURCE,
    )),
    Table("word", "Every word that a dataset writes for a facet, and what became of it: the words of each state add up to all", ("dataset", "facet", "vocabulary", "value"), (
        _DATASET,
        _c("facet", TEXT, "genre, audience, subject, country, language; form, status and role where the mapping reads them as words"),
        _c("vocabulary", TEXT, "Vocabulary it was looked up in"),
        _c("value", TEXT, "The word as the contributor wrote it"),
        _c("uses", INT, "How often: works, or credits for roles", unit="uses"),
        _c("record", TEXT, "A record that has it"),
        _c("concept", TEXT, "The concept it was mapped to; NULL unless it is matched"),
        _c("state", TEXT, "matched, proposed, no_match, failed or rejected"),
        _c("method", TEXT, "label (an exact one), code, crosswalk, model or person; NULL where nothing decided"),
        _c("probability", FLOAT, "Of the best candidate, estimated; 1 for an exact label; NULL where a person or nothing decided"),
    )),
    Table("candidate", "Concepts that a word may mean where no exact label decides", ("dataset", "facet", "vocabulary", "value", "rank"), (
        _DATASET,
        _c("facet", TEXT, "Facet of the word"),
        _c("vocabulary", TEXT, "Vocabulary of the candidates"),
        _c("value", TEXT, "The word as the contributor wrote it"),
        _c("rank", INT, "Place among the candidates, from 1; 9 at most"),
        _c("concept", TEXT, "Key of the concept in its vocabulary"),
        _c("label", TEXT, "Its label that is most alike"),
        _c("language", TEXT, "Language of that label (BCP 47)"),
        _c("probability", FLOAT, "That it is meant; those of one word add up to 1 at most"),
        _c("source", TEXT, "Where it comes from: vocabulary, a crosswalk, or the name of a service"),
        _c("reason", TEXT, "What speaks for and against it: fields, levels and weights in log odds (JSON)"),
    )),
    Table("relation", "Relations between works as contributors state them", ("work", "predicate", "title", "maker"), (
        _c("work", TEXT, "The work that says it"),
        _c("predicate", TEXT, "based_on, part_of, about, performs, edition_of"),
        _c("title", TEXT, "Title of the other work as written"),
        _c("maker", TEXT, "Maker of the other work as written"),
        _c("form", TEXT, "Form of the other work, where stated"),
        _c("key", TEXT, "Id of the other work, where the dataset names its own record"),
        *_SOURCE,
    )),
    Table("status_event", "What was announced when", ("work", "on", "status"), (
        _c("work", TEXT, "The work"),
        _c("status", TEXT, "announced, in production, released or withdrawn"),
        _c("on", TEXT, "Date the status concerns (EDTF)"),
        _c("as_of", TEXT, "Date on which it was known (EDTF)"),
        _c("source", TEXT, "Who said it"),
        _c("window", TEXT, "Release window: cinema, festival, broadcast, online ..."),
        *_SOURCE,
    )),
)

_FIGURES = (
    Table("observation", "Audiences and context in one shape", ("measure", "about", "place", "period_start", "period_end", "segment", "record"), (
        _c("measure", TEXT, "What is measured; rank, count, money and hours are never added up", "qb:measureType"),
        _c("value", FLOAT, "The figure; NULL where the flag says why", "sdmx-measure:obsValue"),
        _c("unit", TEXT, "Unit of the value", "sdmx-attribute:unitMeasure"),
        _c("about", TEXT, "Id of the work, agent or place, or key of the sector, that it is about"),
        _c("about_kind", TEXT, "work, agent, place or sector"),
        _c("place", TEXT, "Where (ISO 3166-1 alpha-2, or a place id)", "sdmx-dimension:refArea"),
        _c("period_start", TEXT, "First day (ISO)", "sdmx-dimension:refPeriod"),
        _c("period_end", TEXT, "Last day (ISO)"),
        _c("segment", TEXT, "Part of the audience or population, such as an age group"),
        _c("flag", TEXT, "provisional, estimated, projected, break, missing, suppressed, closed, not_recorded", "sdmx-attribute:obsStatus"),
        _c("method", TEXT, "Note on how it was counted, and the source"),
        *_SOURCE,
    )),
    Table("intervention", "What was done, where and when: incentives, closures, free entry", ("id",), (
        _c("id", TEXT, "Identifier within the pool"),
        _c("iri", TEXT, "IRI of the intervention"),
        *_SOURCE,
        _c("title", TEXT, "What it is", "dcterms:title"),
        _c("place", TEXT, "Where (ISO 3166-1 alpha-2 or name of a region)"),
        _c("sector", TEXT, "Sector it concerns"),
        _c("kind", TEXT, "tax incentive, closure, free entry, VAT change ..."),
        _c("start", TEXT, "Start (EDTF)"),
        _c("end", TEXT, "End (EDTF), empty when it still holds"),
        _c("amount", TEXT, "Amount or rate as stated"),
        _c("direction", TEXT, "Expected direction of the effect: up, down, unknown"),
        _c("source", TEXT, "Law, body or publication"),
    )),
    Table("place", "Countries and other places that rows speak of", ("id",), (
        _c("id", TEXT, "ISO 3166-1 alpha-2 code, or an id within the pool"),
        _c("iri", TEXT, "IRI of the place"),
        _c("name", TEXT, "Name in the pool's first language; others in `label`", "schema:name"),
        _c("kind", TEXT, "country, former country, aggregate of countries, region, venue ..."),
        _DATASET,
    )),
)

_LANGUAGE = (
    Table("vocabulary", "The vocabularies of the pool, each with where it comes from", ("id",), (
        _c("id", TEXT, "Its key, as in `concept.scheme`", "dcterms:identifier"),
        _c("title", TEXT, "What it is called, in the pool's first language where it says so", "dcterms:title"),
        _c("publisher", TEXT, "Who makes it, where known", "dcterms:publisher"),
        _c("licence", TEXT, "Terms on which it is shared (URI), where known", "dcterms:license"),
        _c("source", TEXT, "Where it was fetched from, or the name of its file", "dcterms:source"),
        _c("sha256", TEXT, "Checksum of its file, or of the list of its files", "spdx:checksum"),
        _c("notes", TEXT, "What had to be set right to read it, in words"),
    )),
    Table("concept", "Concepts of the vocabularies", ("id",), (
        _c("id", TEXT, "vocabulary:notation"),
        _c("iri", TEXT, "IRI of the concept"),
        _c("scheme", TEXT, "Vocabulary", "skos:inScheme"),
        _c("notation", TEXT, "Key within the vocabulary, as used in rows", "skos:notation"),
        _c("broader", TEXT, "Id of the broader concept; of several the first, all stand in `concept_relation`", "skos:broader"),
        _c("definition", TEXT, "Definition in English, else in the first language that has one", "skos:definition"),
        _c("origin", TEXT, "IRI of the concept where it is at home; NULL for our own", "skos:exactMatch"),
        _c("since", TEXT, "Date or version since which the vocabulary has it, where it says so", "dcterms:issued"),
        _c("withdrawn", BOOL, "True when the vocabulary no longer uses it", "owl:deprecated"),
        _c("replaced_by", TEXT, "Id of the concept that took its place", "dcterms:isReplacedBy"),
    )),
    Table("concept_relation", "Which concepts of vocabularies stand above or beside which", ("concept", "relation", "other"), (
        _c("concept", TEXT, "Id of the concept (vocabulary:notation)"),
        _c("relation", TEXT, "broader (every one there is) or related"),
        _c("other", TEXT, "Id of the other concept, or its IRI where it is of no vocabulary here"),
    )),
    Table("crosswalk", "What a concept of one scheme stands for in another, by whom: rivals stand side by side", ("crosswalk", "source", "relation", "target"), (
        _c("crosswalk", TEXT, "The crosswalk's name; of what a vocabulary says itself, the vocabulary's"),
        _c("source", TEXT, "The concept (scheme:notation, or an IRI)", "sssom:subject_id"),
        _c("relation", TEXT, "exact, close, broad (the target is broader), narrow, related, overlap, or none: looked for, and nothing fits", "sssom:predicate_id"),
        _c("target", TEXT, "What it stands for (scheme:notation, or an IRI); '' for none", "sssom:object_id"),
        _c("source_iri", TEXT, "IRI of the source where it is at home, where known"),
        _c("target_iri", TEXT, "IRI of the target where it is at home, where known"),
        _c("source_label", TEXT, "What the file calls the source"),
        _c("target_label", TEXT, "What the file calls the target"),
        _c("said_by", TEXT, "Who says so: a role or an organisation", "sssom:author_label"),
        _c("said_on", TEXT, "When it was compared (ISO date)", "sssom:mapping_date"),
        _c("note", TEXT, "Why, in words", "rdfs:comment"),
    )),
    Table("label", "Names of concepts, places and datasets by language", ("entity", "kind", "language", "value"), (
        _c("entity", TEXT, "Id of the concept (vocabulary:notation), place or dataset"),
        _c("kind", TEXT, "pref, alt, hidden, title or description", "skos:prefLabel"),
        _c("language", TEXT, "Language (BCP 47)"),
        _c("value", TEXT, "The label"),
    )),
)

_LINKS = (
    Table("link", "Links between entities, each with its state and evidence", ("id",), (
        _c("id", TEXT, "Identifier of the link"),
        _c("subject", TEXT, "Entity the link starts from"),
        _c("predicate", TEXT, "same_as, based_on, part_of, about, performs, edition_of, shares_origin"),
        _c("object", TEXT, "Entity it points to; NULL for no_match and failed"),
        _c("kind", TEXT, "work or agent: what both ends are; work-agent where a work is about an agent"),
        _c("state", TEXT, "proposed, accepted, rejected, no_match or failed"),
        _c("probability", FLOAT, "Probability that it is right; NULL when it is stated, not estimated"),
        _c("method", TEXT, "identifier, stated, model or person"),
        _c("evidence", TEXT, "What it rests on, field by field (JSON)"),
    )),
    Table("entity", "Which records are one entity", ("cluster", "member"), (
        _c("cluster", TEXT, "Identifier of the entity; it stays over releases"),
        _c("member", TEXT, "Id of the work or agent record"),
        _c("kind", TEXT, "work or agent"),
        _c("probability", FLOAT, "Probability of the strongest link that ties the record to the others; NULL where an identifier, a statement or a person ties it"),
        _c("method", TEXT, "How that link was found: person, identifier, stated or model"),
    )),
    Table("redirect", "Entities of earlier releases that are no longer, and what became of each", ("old", "new"), (
        _c("old", TEXT, "Identifier of the entity that was", "dcterms:isReplacedBy"),
        _c("new", TEXT, "What holds its records now: an entity, or the id of a record that stands alone; NULL when none is left"),
        _c("kind", TEXT, "work or agent"),
        _c("target", TEXT, "entity or record: what `new` is"),
        _c("reason", TEXT, "merged, split, alone or withdrawn"),
        _c("since", TEXT, "The last release that had it"),
    )),
    Table("suppression", "What those concerned asked for, and this release honours; who asked to be left out stands nowhere, not even here", ("entity", "what"), (
        _c("entity", TEXT, "Id of the agent"),
        _c("what", TEXT, "noindex: search engines are asked to leave its page out"),
    )),
)

_ACCOUNT = (
    Table("finding", "What the steps noticed about a dataset", ("dataset", "distribution", "column", "rule", "message"), (
        _DATASET,
        _c("distribution", TEXT, "Name of the file"),
        _c("column", TEXT, "Column it concerns", "dqv:hasTarget"),
        _c("rule", TEXT, "Rule that noticed it", "dqv:inDimension"),
        _c("severity", TEXT, "info, warning or violation", "sh:resultSeverity"),
        _c("message", TEXT, "What it says, in words; never a cell", "sh:resultMessage"),
        _c("count", INT, "Rows it concerns", unit="records"),
    )),
    Table("rejected", "Records set aside, each with its place and reason", ("dataset", "distribution", "row", "reason"), (
        _DATASET,
        _c("distribution", TEXT, "Name of the file"),
        _c("row", INT, "Number of the record in the file, from 1"),
        _c("line", INT, "Line or sheet row in the file, where known"),
        _c("record", TEXT, "Key of the record, where it has one"),
        _c("stage", TEXT, "read or map"),
        _c("reason", TEXT, "Why, in words; never a cell"),
    )),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (*_DESCRIBED, *_WORKS, *_FIGURES, *_LANGUAGE, *_LINKS, *_ACCOUNT)
}
