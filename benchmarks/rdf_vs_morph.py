"""The same triples from the same tables by Intarsia's N-Quads feed and by morph-kgc, in CPU seconds.

    python benchmarks/rdf_vs_morph.py                      100,000 made-up records
    python benchmarks/rdf_vs_morph.py --release FOLDER     the first dataset of a release

Works, titles, terms, agents and contributions of one dataset become schema.org. RML has no conditions, so
the tables are cut beforehand into one Parquet file for each case (a main title, a matched genre ...), and that
is not counted against morph-kgc. Ours is counted with compression. The two are compared as sorted sets of
triples without graph names. morph-kgc has an environment of its own, made on the first run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import zstandard

sys.path.insert(0, str(Path(__file__).parent))
import generate

from intarsia import iris
from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.feeds import nquads
from intarsia.shelf.feeds.rdfnames import DCT, FORM_CLASSES, OTHER_ROLE, ROLE_PROPERTIES, SCHEMA, XSD
from intarsia.tables import TABLES

GOAL = 5.0
MORPH = "morph-kgc==2.10.0"
PEERS = (MORPH, "pyarrow")  # pyarrow lets it read Parquet, its fastest way in
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
USED = ("work", "title", "term", "agent", "contribution")
PREFIXES = "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"


@dataclass(frozen=True)
class Case:
    """One logical source: a query over the tables, the subject's kind and column, and its statements (predicate, object in RML)."""

    name: str
    sql: str
    kind: str
    column: str
    statements: tuple[tuple[str, str], ...]


def reference(column: str, extra: str = "") -> str:
    """An object map: a column as a literal."""
    return f'[ rml:reference "{column}"{extra} ]'


def template(text: str) -> str:
    """An object map: an IRI with a column in it."""
    return f'[ rr:template "{text}" ]'


def constant(iri: str) -> str:
    """An object map: always the same IRI."""
    return f"[ rr:constant <{iri}> ]"


def cases(engine: DuckDB, base: str, dataset: str) -> Iterator[Case]:
    """The mapping: what `shelf.feeds.worklines` says, case by case."""
    ident = f"{base}id/"
    plain = {
        "form": (f"{SCHEMA}additionalType", template(f"{ident}concept/form/{{form}}")),
        "sector": (f"{DCT}type", template(f"{ident}concept/sector/{{sector}}")),
        "language": (f"{SCHEMA}inLanguage", reference("language")),
        "status": (f"{SCHEMA}creativeWorkStatus", reference("status")),
        "description": (f"{SCHEMA}description", reference("description", ' ; rr:language "en"')),
        "record": (f"{DCT}identifier", reference("record")),
    }
    always = (("type", constant(f"{SCHEMA}CreativeWork")), (f"{SCHEMA}isPartOf", constant(nquads.graph(base, dataset))))
    (holes,) = engine.rows(f"SELECT {', '.join(f'count(*) - count({c})' for c in plain)} FROM work")
    whole = [column for column, missing in zip(plain, holes, strict=True) if not missing]
    yield Case("work", f"SELECT {', '.join(['id', *whole])} FROM work", "work", "id", (*always, *(plain[column] for column in whole)))
    for column in sorted(set(plain) - set(whole)):  # it writes a NULL as "None"
        yield Case(f"work_{column}", f"SELECT id, {column} FROM work WHERE {column} IS NOT NULL", "work", "id", (plain[column],))
    for (form,) in engine.rows("SELECT DISTINCT form FROM work WHERE form IS NOT NULL ORDER BY 1"):
        if form in FORM_CLASSES:
            yield Case(f"form_{form}", f"SELECT id FROM work WHERE form = '{form}'", "work", "id", (("type", constant(SCHEMA + FORM_CLASSES[form])),))
    exact, gyear = "regexp_full_match(date, '-?[0-9]{4}')", f" ; rr:datatype <{XSD}gYear>"
    yield Case("year", f"SELECT id, date FROM work WHERE {exact}", "work", "id", ((f"{SCHEMA}datePublished", reference("date", gyear)),))
    yield Case("date", f"SELECT id, date FROM work WHERE NOT {exact}", "work", "id", ((f"{SCHEMA}datePublished", reference("date")),))
    yield Case("name", "SELECT work, value FROM title WHERE kind = 'main'", "work", "work", ((f"{SCHEMA}name", reference("value")),))
    yield Case("other", "SELECT work, value FROM title WHERE kind <> 'main'", "work", "work", ((f"{SCHEMA}alternateName", reference("value")),))
    for facet, property_ in (("genre", "genre"), ("country", "countryOfOrigin"), ("audience", "audience")):
        known = f"SELECT work, concept FROM term WHERE facet = '{facet}' AND state = 'matched'"
        place = f"{ident}place/{{concept}}" if facet == "country" else f"{ident}concept/{facet}/{{concept}}"
        yield Case(f"{facet}_known", known, "work", "work", ((SCHEMA + property_, template(place)),))
        other = f"SELECT work, value FROM term WHERE facet = '{facet}' AND state <> 'matched'"
        yield Case(f"{facet}_word", other, "work", "work", ((SCHEMA + property_, reference("value")),))
    for (role,) in engine.rows("SELECT DISTINCT role FROM contribution ORDER BY 1"):
        same = "IS NULL" if role is None else f"= '{role}'"
        yield Case(f"role_{role}", f"SELECT work, agent FROM contribution WHERE role {same}", "work", "work",
                   ((SCHEMA + ROLE_PROPERTIES.get(role, OTHER_ROLE), template(f"{ident}agent/{{agent}}")),))
    for kind, class_ in (("person", "Person"), ("organisation", "Organization"), ("unknown", "Thing")):
        said = (("type", constant(SCHEMA + class_)), (f"{SCHEMA}name", reference("name")))
        yield Case(f"agent_{kind}", f"SELECT id, name FROM agent WHERE kind = '{kind}'", "agent", "id", said)


def rml(found: list[Case], base: str, folder: Path) -> str:
    """The mapping as RML."""
    text = PREFIXES
    for case in found:
        said = " ;\n".join(f"  rr:predicateObjectMap [ rr:predicate <{TYPE if p == 'type' else p}> ; rr:objectMap {o} ]"
                           for p, o in case.statements)
        text += (f'\n<#{case.name}> rml:logicalSource [ rml:source "{folder / case.name}.parquet" ; rml:referenceFormulation ql:CSV ] ;\n'
                 f'  rr:subjectMap [ rr:template "{base}id/{case.kind}/{{{case.column}}}" ] ;\n{said} .\n')
    return text


def prepare(engine: DuckDB, base: str, dataset: str, folder: Path) -> Path:
    """Write a Parquet file for every case that has rows, the mapping over them, and morph-kgc's settings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = [case for case in cases(engine, base, dataset) if engine.rows(f"SELECT 1 FROM ({case.sql}) LIMIT 1")]
    for case in found:
        engine.connection.execute(f"COPY ({case.sql}) TO '{folder / case.name}.parquet' (FORMAT parquet)")
    (folder / "mapping.ttl").write_text(rml(found, base, folder), "utf-8")
    settings = folder / "settings.ini"
    settings.write_text(f"[CONFIGURATION]\noutput_file: {folder / 'morph.nt'}\noutput_format: N-TRIPLES\nna_values: \nlogging_level: WARNING\n"
                        f"number_of_processes: 1\n\n[TABLES]\nmappings: {folder / 'mapping.ttl'}\n", "utf-8")
    return settings


def tables(release: Path, dataset: str) -> DuckDB:
    """The used tables of one dataset of a release; all others empty, but for the language of its texts."""
    engine = DuckDB()
    for name, table in TABLES.items():
        file = release / "tables" / name / f"{dataset}.parquet"
        engine.scan([file], name) if name in (*USED, "dataset") and file.exists() else engine.run(name, table.empty_select())
    return engine


def cpu(command: list[str]) -> float:
    """CPU seconds of a command and its children.

    Raises: CalledProcessError when it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def triples(text: str, base: str, graph: str) -> set[str]:
    """The triples of works and agents, as lines without the graph."""
    heads = tuple(f"<{iris.iri(base, kind, '')}" for kind in ("work", "agent"))
    ending = f" <{graph}> ."
    return {line.removesuffix(ending).removesuffix(" .").rstrip() for line in text.split("\n") if line.startswith(heads)}


def environment(folder: Path) -> Path:
    """The Python that has morph-kgc; made when it is not there."""
    python = folder / "bin" / "python"
    if not (folder / "bin" / "morph-kgc-ready").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS], check=True)
        (folder / "bin" / "morph-kgc-ready").touch()
    return python


def made_up(folder: Path, rows: int) -> Path:
    """A release of made-up records, built when it is not there."""
    pool = folder / f"pool-{rows}"
    if not (pool / "current").exists():
        shutil.rmtree(pool, ignore_errors=True)
        generate.pool(pool, rows, 1, seed=1)
        subprocess.run([str(Path(sys.executable).parent / "intarsia"), "build", str(pool)], check=True)
    return pool / "releases" / (pool / "current").read_text().strip()


def main(arguments: list[str] | None = None) -> int:
    """Run both, compare, print; 1 when the triples differ or the goal is missed."""
    parser = argparse.ArgumentParser(description="Intarsia's N-Quads feed against morph-kgc.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--release", type=Path, help="folder of a release; made-up records without")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/intarsia-bench"))
    parser.add_argument("--ours", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    release = (given.release or made_up(given.folder, given.rows)).resolve()
    base = json.loads((release / "manifest.json").read_text("utf-8"))["pool"]["base"]
    dataset = sorted(path.stem for path in (release / "tables" / "work").glob("*.parquet"))[0]
    engine = tables(release, dataset)
    if given.ours:
        nquads.write(engine, dataset, base, given.folder)
        return 0
    return compare(engine, release, dataset, base, given.folder)


def compare(engine: DuckDB, release: Path, dataset: str, base: str, folder: Path) -> int:
    """Both writers, in processes of their own."""
    python = environment(folder / "morph")
    settings = prepare(engine, base, dataset, folder / "rml")
    ours = cpu([sys.executable, __file__, "--ours", "--release", str(release), "--folder", str(folder)])
    theirs = cpu([str(python), "-m", "morph_kgc", str(settings)])
    packed = (folder / f"{dataset}.nq.zst").read_bytes()
    first = triples(zstandard.ZstdDecompressor().stream_reader(packed).read().decode(), base, nquads.graph(base, dataset))
    second = triples((folder / "rml" / "morph.nt").read_text("utf-8"), base, "")
    for name, found, seconds in (("intarsia", first, ours), ("morph-kgc", second, theirs)):
        digest = hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]
        print(f"{name:10} {seconds:8.2f} CPU s  {len(found):10,} triples  {len(found) / seconds:12,.0f} a CPU s  {digest}")
    for name, extra in (("intarsia", first - second), ("morph-kgc", second - first)):
        for line in sorted(extra)[:3]:
            print(f"only {name}: {line}")
    ratio = theirs / ours
    print(f"ratio      {ratio:8.1f}  (goal {GOAL:g})  triples {'equal' if first == second else 'DIFFER'}; duckdb {duckdb.__version__}, {MORPH}")
    return 0 if first == second and ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
