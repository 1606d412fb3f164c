"""Personal data in a whole table: SQL leaves out what cannot hold any, Python looks at the rest, each value once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.errors import Invalid
from intarsia.personal.finding import spans
from intarsia.personal.span import KINDS, Span
from intarsia.personal.words import CUES
from intarsia.text import fold

_MANY = "[0-9]([^0-9]{0,4}[0-9]){6}"
#: beginnings of the words of `words.CUES` for numbers of people, as they may be written
_STATE = (
    r"(?i:\b(ssn|so[cz]i[aá]|sec|nati|ni|person|ident|id|cit[iy]|tax|tin|bsn|burger|sofi|rijks|dni|nif|n[.]i[.]f|docum|codice|cod[.]|c[.]f|s[eé]cu|nir|insee|pesel|steuer|samord|cpr"
    r"|cnp|numeric|rodn|r[.]|pps|egn|oib|em[sš]o|jmbg"
    r"|isiku|asmens|hetu|henkil|amka|versich|ahv|avs|f[oø]ds|kennit|cpf|curp|aadh|nhs|medic|num[eé]r|n[uú]mer|pass?[eap]|paszp|driv|rijbew|f[uü]hrer|permis|ausw|legit|dow[oó]d))"
)
_SIX = "[0-9]([^0-9]{0,3}[0-9]){5}"
_STREET = (
    r"[0-9].*\b(Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Close|Crescent|Cres|Circle|Cir|Parkway|Pkwy|Highway|Hwy"
    r"|Trail|Trl|Gardens|Grove|Mews|Row|Walk|Plaza"
    r"|Parade|Esplanade)\b|[0-9] ?(bis|ter|quater)?,? (?i:rue|avenue|av[.]|boulevard|bd|place|chemin|all[eé]e|impasse|quai|route|cours|passage|square) "
    "|(?i:straat|laan|weg|plein|kade|gracht|singel|dijk|hof|steeg|pad|dreef|stra(ß|ss)e|str[.]|platz|allee|gasse|damm|ufer|g[aå]t|g[aå]tan|vägen|vej|gade) [0-9]"
    r"|\b(?i:calle|c/|avenida|avda[.]?|plaza|paseo|camino|ronda|via|viale|piazza|corso|vicolo|largo|rua|travessa|ul[.]|al[.]|os[.]|ulic[aąey]|alej[aąei]) .*[0-9]"
    "|(?i:box|postbus|postfach|postale|b[.]?p[.]?|apartado|correos|pocztowa) ?[0-9]"
)
_ZIP = r"(?i:\b(zip|post|plz|c[oó]digo|cap|kod|c[.]p))"
_BORN = r"(?i:\b(born|birth|date|d[.]?o[.]?b|geb|n[eé]e?\b|naiss|nac|fecha|nat[oa]\b|nasc|data|ur[.o]|f[oø]d))"
#: what a value must hold for a kind, as expressions of RE2, all of a row at once: it never leaves out what `spans` finds without the help of a
#: column's name. Two short expressions are far cheaper than one with ".*" between them.
_GATES: dict[str, tuple[tuple[str, ...], ...]] = {
    "email": (("@",), (r"(?i:[\[({<] ?(at|arroba|apenstaartje|chiocciola) ?[\])}>])",), ("(?i: at )", "(?i: (dot|punt) )")),
    "handle": (("(?i:(twitter|x|instagram|facebook|threads|github|snapchat|pinterest|linkedin|tiktok|youtube|medium|reddit|t)[.](com|net|me)/)",),),
    "iban": ((r"[A-Za-z]{2}[ \x{00A0}]?[0-9]{2}([ \x{00A0}.-]?[A-Za-z0-9]){0,8}([ \x{00A0}.-]?[0-9]){6}",),),
    "ip-address": (("[0-9][.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]|:[0-9A-Fa-f]{0,4}:",),),
    "national-id": (
        (_MANY,),
        (r"\b[A-Za-z]{6} ?[0-9L-NP-Vl-np-v]{2} ?[A-Za-z][0-9L-NP-Vl-np-v]{2} ?[A-Za-z][0-9L-NP-Vl-np-v]{3}[A-Za-z]\b|[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}",),
        (_SIX, _STATE),
    ),
    "payment-card": ((r"[0-9]([ \x{00A0}-]?[0-9]){11}",),),
    "phone": ((_MANY,),),
    "birth-date": (("[0-9]{2}", _BORN),),
    "coordinates": ((r"[0-9][.][0-9]{4}|[°º]",),),
    "postal-address": ((_STREET,),),
    "postcode": (
        (r"[1-9][0-9]{3}[ \x{00A0}]?[A-Z]{2}|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z0-9][ -]?[0-9A-Z]{3}|[A-Z]{2} [0-9]{5}",),
        ("[0-9]{3}", _ZIP),
    ),
}

SHORT = 100  # characters of a text for which one expression with ".*" is cheaper than several
ROWS = pa.schema([("record", pa.int64()), ("line", pa.int64()), ("column", pa.string()), ("kind", pa.string()), ("start", pa.int64()), ("end", pa.int64())])


def prefilter(kind: str, value: str = "value") -> str:
    """A condition in SQL on a text that holds wherever `spans` could find that kind. value: the column, quoted for SQL.

    Raises: Invalid for another kind.
    """
    if kind not in _GATES:
        raise Invalid(f"'{kind}' is no kind of personal data", way_out="one of: " + ", ".join(KINDS))
    return "(" + " OR ".join(" AND ".join(_matches(value, pattern) for pattern in patterns) for patterns in _GATES[kind]) + ")"


def _matches(value: str, pattern: str) -> str:
    return f"regexp_matches({value}, {quote('(?s)' + pattern)})"


def gate(value: str, near: str = "", kinds: Sequence[str] = KINDS) -> str:
    """A condition in SQL that holds for every value in which `spans(value, near)` finds something. value: the column, quoted."""
    said = {match.lastgroup for match in CUES.finditer(fold(near))}
    if said - {"other", "version"}:  # the name says what its numbers are: each number counts
        return f"regexp_matches({value}, '[0-9@\\[(]')"
    ways = dict.fromkeys(patterns for kind in kinds for patterns in _GATES[kind])
    alone = "|".join(f"(?:{patterns[0]})" for patterns in ways if len(patterns) == 1)  # one expression for all: the engine reads each text once
    pairs = [patterns for patterns in ways if len(patterns) == 2]
    both = "|".join(f"(?:{one}.*{other}|{other}.*{one})" for one, other in pairs)
    apart = " OR ".join(f"({_matches(value, one)} AND {_matches(value, other)})" for one, other in pairs)
    if not pairs:
        return _matches(value, alone)
    return f"CASE WHEN length({value}) <= {SHORT} THEN {_matches(value, f'{alone}|{both}')} ELSE {_matches(value, alone)} OR {apart} END"


def candidates(engine: DuckDB, relation: str, column: str, near: str = "", kinds: Sequence[str] = ()) -> Iterator[str]:
    """The different values of a column that may hold personal data (of these kinds; all without), in order of their first row."""
    name = identifier(column)
    wanted = gate(name, "", kinds) if kinds else gate(name, near)
    sql = f"SELECT {name} FROM {relation} WHERE {name} IS NOT NULL AND ({wanted}) GROUP BY 1 ORDER BY min(_row)"
    for batch in engine.stream(sql):
        yield from batch.column(0).to_pylist()


def scan(engine: DuckDB, relation: str, columns: Sequence[str], near: Mapping[str, str] | None = None) -> pa.Table:
    """Every span of every cell of some text columns: record, line, column, kind, start, end. Never the text.

    relation: a view or table, quoted for SQL, with `_row` and `_line`. near: words that stand for a column's name, by column; without
    them the name itself says what its numbers are.
    """
    parts = []
    for column in columns:
        said = (near or {}).get(column, column).replace("_", " ")
        found = [(value, span) for value in list(candidates(engine, relation, column, said)) for span in spans(value, said)]
        if found:
            parts.append(placed(engine, relation, column, found))
    return pa.concat_tables(parts) if parts else ROWS.empty_table()


def placed(engine: DuckDB, relation: str, column: str, found: Iterable[tuple[str, Span]]) -> pa.Table:
    """The spans of values at the rows that have those values, as `scan` gives them."""
    pairs = list(found)
    engine.load("__spans", pa.table({
        "value": pa.array([value for value, _ in pairs], pa.string()),
        "kind": pa.array([span.kind for _, span in pairs], pa.string()),
        "start": pa.array([span.start for _, span in pairs], pa.int64()),
        "end": pa.array([span.end for _, span in pairs], pa.int64()),
    }))  # fmt: skip
    table = engine.stream(
        f'SELECT CAST(r._row AS BIGINT) AS record, CAST(r._line AS BIGINT) AS line, {quote(column)} AS "column", s.kind, s."start", s."end" '
        f'FROM {relation} AS r JOIN "__spans" AS s ON r.{identifier(column)} = s.value ORDER BY 1, 5'
    ).read_all()
    engine.drop(["__spans"])
    return table.cast(ROWS)
