"""A table with a line for each concept: tabs between the cells (.tsv), or commas (.csv).

Columns, in any order and case: `notation` (or id, code), and where the form needs them `iri`, `broader`, `related`, `prefLabel@en` (or label@en, name@en;
without @ the language is not said), `altLabel@en`, `hiddenLabel`, `definition@en`, `unit`, `since`, `deprecated`, `replacedBy`, `exactMatch`, `closeMatch`,
`broadMatch`, `narrowMatch`, `relatedMatch`. Several values of a cell stand apart by "|"; broader, related and replacedBy name notations.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.shelf.vocabularies.parts import LABELS, MATCHES, RELATIONS, TEXTS, Parts
from intarsia.shelf.vocabularies.readers import content

NAME = "table"
EXTENSIONS = (".tsv", ".csv")
_KEYS = ("notation", "id", "code", "identifier")
_LABELS = {"preflabel": "pref", "label": "pref", "name": "pref", "altlabel": "alt", "hiddenlabel": "hidden"}
_RELATIONS = {"broader": "broader", "parent": "broader", "narrower": "narrower", "related": "related", "replacedby": "replaced_by", **{name.lower(): kind for name, kind in MATCHES.items()}}
_TEXTS = {"definition": "definition", "description": "definition", "scopenote": "note", "unit": "unit", "since": "since", "deprecated": "deprecated"}
_INNER = frozenset({"broader", "narrower", "related", "replaced_by"})  # their cells name notations
_APART = re.compile(r"[^a-z0-9@-]+")


def recognises(path: Path, head: bytes) -> bool:
    """A table is known by its extension alone."""
    return False


def read(path: Path) -> Parts:
    """The concepts of a table.

    Raises: NotFound; Invalid for a table without a column of notations or of names, a line with too many cells, or bytes that are not UTF-8.
    """
    table = _table(path)
    found: dict[str, list[tuple[str, str, pa.Array]]] = {"label": [], "relation": [], "text": []}
    key = iri = None
    for name in table.column_names:
        plain, _, language = _APART.sub("", name.strip().lower().removeprefix("skos:")).partition("@")
        if plain in _KEYS and key is None:
            key = table.column(name)
        elif plain == "iri":
            iri = table.column(name)
        else:
            for kind, known in (("label", _LABELS), ("relation", _RELATIONS), ("text", _TEXTS)):
                if plain in known:
                    found[kind].append((known[plain], _tag(name) if language else "", table.column(name)))
    if key is None or not any(kind == "pref" for kind, _, _ in found["label"]):
        raise Invalid("This table has no column of notations, or none of names.", where=f"{path}, line 1",
                      way_out="Call them notation and prefLabel@en (with the language of the names); see docs/vocabularies.md.")
    notations = _trimmed(key)
    if empty := notations.null_count:
        raise Invalid(f"{empty:,} lines have no notation.", where=f"{path}, line {pc.index(pc.is_null(notations), True).as_py() + 2}", way_out="Give each concept a notation.")
    keys = pc.coalesce(_trimmed(iri), notations) if iri is not None else notations
    labels = _rows([(kind, language, column) for kind, language, column in found["label"]], LABELS)
    inner = [_keyed(_spread(column, relation), notations, keys) if relation in _INNER else _spread(column, relation) for relation, _, column in found["relation"]]
    texts = _rows([(name, language, column) for name, language, column in found["text"]], TEXTS, apart=False)
    written = pa.table([np.arange(len(keys), dtype=np.int32), _same("notation", len(keys)), _same("", len(keys)), notations], schema=TEXTS)
    return Parts(keys, labels, pa.concat_tables([*inner, RELATIONS.empty_table()]).combine_chunks(), pa.concat_tables([written, texts]).combine_chunks())


def _table(path: Path) -> pa.Table:
    import pyarrow.csv

    tabs = path.name.lower().removesuffix(".gz").endswith(".tsv")
    options = pyarrow.csv.ParseOptions(delimiter="\t" if tabs else ",", quote_char=False if tabs else '"', newlines_in_values=not tabs)
    try:
        found = pyarrow.csv.read_csv(io.BytesIO(content(path)), parse_options=options)
        return found.select(found.column_names) if not found.num_rows else _as_text(path, found.column_names, options)
    except pa.ArrowInvalid as error:
        row = re.search(r"[Rr]ow #?(\d+)", str(error))
        raise Invalid("This is no table of concepts: its lines have different numbers of cells, or it is not UTF-8.", where=f"{path}, line {row[1] if row else 1}",
                      way_out="Save it as UTF-8, with one header line, and as many cells in each line.") from error


def _as_text(path: Path, names: list[str], options: object) -> pa.Table:
    """All cells as they are written: "007" is no number here."""
    import pyarrow.csv

    as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return pyarrow.csv.read_csv(io.BytesIO(content(path)), parse_options=options, convert_options=as_text)


def _tag(name: str) -> str:
    return name.partition("@")[2].strip()


def _same(text: str, rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), rows)


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    """Cells without white space around them; an empty one is none."""
    text = pc.utf8_trim_whitespace(column.combine_chunks())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _spread(column: pa.ChunkedArray, relation: str) -> pa.Table:
    """(concept, relation, target) for each value of the cells."""
    concepts, values = _values(column, apart=True)
    return pa.table([concepts, _same(relation, len(values)), values], schema=RELATIONS)


def _values(column: pa.ChunkedArray, apart: bool) -> tuple[pa.Array, pa.Array]:
    cells = _trimmed(column)
    places = pa.array(np.arange(len(cells), dtype=np.int32)).filter(pc.is_valid(cells))
    cells = cells.drop_null()
    if apart and len(cells):
        split = pc.split_pattern(cells, "|")
        places, cells = places.take(pc.list_parent_indices(split)), pc.utf8_trim_whitespace(pc.list_flatten(split))
        there = pc.not_equal(cells, "")
        places, cells = places.filter(there), cells.filter(there)
    return places, cells


def _rows(columns: list[tuple[str, str, pa.ChunkedArray]], schema: pa.Schema, apart: bool = True) -> pa.Table:
    found = [schema.empty_table()]
    for kind, language, column in columns:
        concepts, values = _values(column, apart)
        found.append(pa.table([concepts, _same(kind, len(values)), _same(language, len(values)), values], schema=schema))
    return pa.concat_tables(found).combine_chunks()


def _keyed(rows: pa.Table, notations: pa.Array, keys: pa.Array) -> pa.Table:
    """Targets that name a notation, by the key of the concept that has it."""
    targets = rows.column("target").combine_chunks()
    places = pc.index_in(targets, value_set=notations)
    return rows.set_column(2, "target", pc.coalesce(keys.take(places), targets))
