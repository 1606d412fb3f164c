"""Every IRI of a release, asked for as a reader of linked data would: `python tools/crawl.py POOL [--sample N]` prints those that do not resolve."""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox
from starlette.types import ASGIApp

from intarsia.linkeddata import catalogue
from intarsia.pool import Pool
from intarsia.store.graph import Unpacked
from intarsia.web import create_app

TURTLE = "text/turtle"


def mentioned(pool: Pool) -> list[str]:
    """Every IRI below the pool's base that its release mentions, without fragments: subjects, properties and values of the dumps, and of the catalogue."""
    reader = pool.public().reader()
    found: set[str] = {f"{reader.base}id/release/{reader.id}"}
    for dump in sorted((reader.path / "dumps").glob("*.nq.zst")):
        with dump.open("rb") as packed:
            for quad in ox.parse(io.BufferedReader(Unpacked(packed)), format=ox.RdfFormat.N_QUADS):
                found.update(_ours((quad.subject, quad.predicate, quad.object, quad.graph_name), reader.base))
    for triple in catalogue.catalogue(pool.public(), reader):
        found.update(_ours((triple.subject, triple.predicate, triple.object), reader.base))
    return sorted(found)


def _ours(terms: Iterable[object], base: str) -> Iterable[str]:
    for term in terms:
        if isinstance(term, ox.NamedNode) and term.value.startswith(base):
            yield term.value.partition("#")[0]


def chosen(iris: list[str], most: int, seed: int) -> list[str]:
    """Some of them, of every kind alike; all of them when `most` is 0."""
    if not most:
        return iris
    kinds: dict[str, list[str]] = {}
    for one in iris:
        parts = one.split("/id/", 1)
        kinds.setdefault(parts[1].split("/")[0] if len(parts) > 1 else "other", []).append(one)
    draw = random.Random(seed)
    return sorted(one for members in kinds.values() for one in draw.sample(members, min(len(members), most)))


async def unresolved(app: ASGIApp, iris: Iterable[str], accept: str = TURTLE) -> list[tuple[str, str]]:
    """Those that do not lead to 200 within two steps, each with what came instead. What is no RDF (a download, the API) may be anything but an error."""
    wrong = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://crawl.invalid") as client:
        for iri in iris:
            parts = urlsplit(iri)
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            answer = await client.get(address, headers={"Accept": f"{accept},*/*;q=0.1"})
            for _ in range(2):
                if answer.is_redirect:
                    answer = await client.get(answer.headers["location"], headers={"Accept": f"{accept},*/*;q=0.1"})
            if answer.status_code != 200:
                wrong.append((iri, f"{answer.status_code}"))
            elif "/id/" in iri and not answer.headers["content-type"].startswith(accept):
                wrong.append((iri, answer.headers["content-type"]))
    return wrong


def main() -> int:
    """0 when all resolve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="at most so many of each kind")
    given = parser.parse_args()
    pool = Pool(given.pool)
    iris = chosen(mentioned(pool), given.sample, seed=7)
    wrong = asyncio.run(unresolved(create_app(pool), iris))
    print(f"{len(iris):,} IRIs, {len(wrong):,} do not resolve")
    for iri, why in wrong[:50]:
        print(f"  {iri}: {why}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
