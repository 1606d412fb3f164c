"""Every IRI and every identifier is minted here and nowhere else.

An identifier is the first 16 hexadecimal digits (64 bits) of the sha256 of kind, dataset and key, so it
is stable over releases and equal on every engine. The SQL forms below give the same text set-wise.
"""

from __future__ import annotations

import hashlib
import re

SEPARATOR = "\x1f"
KINDS = ("work", "agent", "place", "dataset", "distribution", "concept", "intervention", "observation", "release", "link", "entity")
DIGITS = 16
MINTED = re.compile(f"[0-9a-f]{{{DIGITS}}}")  # what an identifier looks like


def mint(kind: str, dataset: str, key: str) -> str:
    """The identifier of what `dataset` calls `key`."""
    text = SEPARATOR.join((kind, dataset, key))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGITS]


def mint_sql(kind: str, dataset_sql: str, key_sql: str) -> str:
    """`mint` as an SQL expression; NULL when the key is NULL."""
    head = kind.replace("'", "''")
    return (
        f"substr(sha256('{head}' || chr(31) || {dataset_sql} || chr(31) || ({key_sql})), 1, {DIGITS})"
    )


def iri(base: str, kind: str, identifier: str) -> str:
    """The IRI of an entity below the pool's base IRI (which ends with a slash)."""
    return f"{base}id/{kind}/{identifier}"


def iri_sql(base: str, kind: str, identifier_sql: str) -> str:
    prefix = f"{base}id/{kind}/".replace("'", "''")
    return f"'{prefix}' || {identifier_sql}"


def concept_iri(base: str, scheme: str, notation: str) -> str:
    """Concepts have readable IRIs: a vocabulary's notation is its key everywhere."""
    return f"{base}id/concept/{scheme}/{notation}"
