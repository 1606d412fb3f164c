"""Lines to copy: the same rows in Python, R, SQL, JavaScript and on a command line. Each runs as it stands against this very site."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from intarsia.engine.duckdb import quote
from intarsia.tables import TABLES
from intarsia.web.encoding import encoded
from intarsia.web.query import Query
from intarsia.web.visit import Visit

NOUNS = {"work": "works", "observation": "observations", "agent": "agents"}
ON_WORK = ("sector", "form", "status", "dataset")


@dataclass(frozen=True)
class Snippet:
    """Lines in one language; `key` names it in addresses of the page, `note` says what must be there."""

    key: str
    name: str
    text: str
    note: str = ""


def site(visit: Visit) -> str:
    """The address of this site as the reader reached it, without a slash at its end."""
    return visit.origin + visit.root


def of_file(address: str, body: str, name: str, table: str) -> list[Snippet]:
    """Reading a table that stands at `address` as .csv and .parquet, and at `body` as JSON that pages of other sites may ask for.

    address: with {} where the suffix goes. name: how the rows are called in the code. table: a file name for the copy.
    """
    csv, parquet = address.format(".csv"), address.format(".parquet")
    return [
        Snippet("python", "Python", f'import pandas as pd\n\n{name} = pd.read_parquet("{parquet}")\nprint({name})\n', "pip install pandas pyarrow"),
        Snippet("r", "R", f'{name} <- read.csv("{csv}", encoding = "UTF-8")\nstr({name})\n'),
        Snippet("js", "JavaScript", f'const answer = await fetch("{body}");\nconst {{ data, meta }} = await answer.json();\nconsole.log(meta, data);\n'),
        Snippet("curl", "curl", f"curl -o {table}.csv '{csv}'\n"),
    ]


def of_search(visit: Visit, query: Query, release: str) -> list[Snippet]:
    """The works of a search, of this release and no other."""
    search = query.bare(release)
    found = of_file(f"{site(visit)}/explore{{}}{search}", f"{site(visit)}/api/v1/search{search}", "works", "works")
    if query.text:
        told = f"-- words are looked up by the search index, so take its rows first:\n-- curl -o works.parquet '{site(visit)}/explore.parquet{search}'\nSELECT * FROM 'works.parquet';\n"
        sql = Snippet("sql", "SQL", told, "DuckDB")
    else:
        sql = Snippet("sql", "SQL", f"{statement(query)};\n", "/sql")
    return [found[0], found[1], sql, *found[2:]]


def statement(query: Query) -> str:
    """The filters of a search as SQL over the tables of a release; words are not among them."""
    tests = [_among(facet, [value for name, value in query.facets if name == facet]) for facet in dict(query.facets)]
    tests += [_but(facet, [value for name, value in query.excluded if name == facet]) for facet in dict(query.excluded)]
    tests += [f"w.year_start {sign} {value}" for sign, value in ((">=", query.year_from), ("<=", query.year_to)) if value is not None]
    condition = "\nWHERE " + "\n  AND ".join(tests) if tests else ""
    order = "" if query.order == "best" else f"\nORDER BY w.year_start {'DESC' if query.order == 'newest' else 'ASC'} NULLS LAST"
    return f"SELECT w.id, w.title, w.form, w.sector, w.year_start, w.dataset\nFROM work AS w{condition}{order}"


def _among(facet: str, values: list[str]) -> str:
    listed = ", ".join(quote(value) for value in values)
    return f"w.{facet} IN ({listed})" if facet in ON_WORK else f"w.id IN ({_having(facet, listed)})"


def _but(facet: str, values: list[str]) -> str:
    listed = ", ".join(quote(value) for value in values)
    return f"coalesce(w.{facet} NOT IN ({listed}), true)" if facet in ON_WORK else f"w.id NOT IN ({_having(facet, listed)})"


def _having(facet: str, listed: str) -> str:
    return f"SELECT work FROM term WHERE facet = '{facet}' AND state = 'matched' AND concept IN ({listed})"


def of_table(visit: Visit, path: str, table: str, dataset: str, release: str, asked: str) -> list[Snippet]:
    """All rows of one of a dataset's tables, of this release and no other; `asked`: the table when it is not the first."""
    more = f"table={table}&" if asked else ""
    noun = NOUNS.get(table)
    body = f"{site(visit)}/api/v1/{noun}?dataset={dataset}&limit=1000&release={release}" if noun else f"{site(visit)}{path}.json?{more}release={release}"
    found = of_file(f"{site(visit)}{path}{{}}?{more}release={release}", body, "rows", dataset)
    where = f"\nWHERE dataset = {quote(dataset)}" if any(one.name == "dataset" for one in TABLES[table].columns) else ""
    return [found[0], found[1], Snippet("sql", "SQL", f'SELECT *\nFROM "{table}"{where}\nLIMIT 100;\n', "/sql"), *found[2:]]


def of_answer(visit: Visit, name: str, values: dict[str, str], release: str) -> list[Snippet]:
    """The answer to a question of the shelf, with these values and of this release."""
    query = encoded([*values.items(), ("release", release)])
    found = of_file(f"{site(visit)}/api/v1/insights/{name}{{}}?{query}", f"{site(visit)}/api/v1/insights/{name}?{query}", "answer", name)
    written = "".join(f", {slot}={value!r}" if slot.isidentifier() else f", **{{{slot!r}: {value!r}}}" for slot, value in values.items())
    own = f'import intarsia\n\npool = intarsia.open("{site(visit)}")\nanswer = pool.ask("{name}"{written})\nprint(answer.state, answer.sentence)\nanswer.to_pandas()\n'
    return [Snippet("python", "Python", own, "pip install intarsia pandas"), found[1], Snippet("sh", "intarsia", f"intarsia ask {name}{_options(values)} --json\n", ""), *found[2:]]


def _options(values: dict[str, str]) -> str:
    return "".join(f" --{slot} {shlex.quote(value)}" for slot, value in values.items())
