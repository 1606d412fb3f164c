"""Addresses of machines on the internet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from intarsia.engine.duckdb import identifier
from intarsia.personal import prefilter
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import is_remark, scene

NAME = "ip-address"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "IP addresses", "nl": "IP-adressen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} an IP address. A provider knows whose it is, and courts hold that it is personal data.",
        "text": "{rows:# text holds|# texts hold} an IP address.",
        "works": "{rows:# text about a published work holds|# texts about published works hold} four numbers with points between them. Nothing beside them is about a computer or a visit; "
            "what they number was not checked.",
        "objects": "{rows:# row holds|# rows hold} numbers of four parts. They look like IP addresses, and this file numbers its objects in the same way.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een IP-adres. Een provider weet van wie het is, en volgens de rechter is het een persoonsgegeven.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een IP-adres.",
        "works": "{rows:# tekst over een gepubliceerd werk bevat|# teksten over gepubliceerde werken bevatten} vier getallen met punten ertussen. Niets ernaast gaat over een computer of "
            "een bezoek; wat ze nummeren, is niet gecontroleerd.",
        "objects": "{rows:# rij bevat|# rijen bevatten} nummers van vier delen. Ze lijken op IP-adressen, en dit bestand nummert zijn objecten op dezelfde manier.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the column out.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "works": "Look at these lines if the numbers may be addresses.",
        "objects": "Nothing needs to be done.",
    },
    "nl": {
        "column": "Laat de kolom weg.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "works": "Kijk naar deze regels als de getallen adressen kunnen zijn.",
        "objects": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "Breyer, C-582/14 (Court of Justice of the European Union, 2016)"
#: the number of an object in a collection, and the share of a column that must be such
OBJECT, SHARE = re.compile(r"[0-9]{2,4}([.][0-9]{1,5}){1,2}"), 0.2
#: words of visits to machines
VISITS = r"(?i)\b(ip|ipv[46]|log|logs|logged|login|log-in|server|host|ping|proxy|vpn|visitor|user)\b"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"version": ["1.2.3.4", "10.0.19041.1"], "chapter": ["1.2.3.1", "2.1.1.4"]},
    {"accession": ["79.66.115", "64.17.1", "82.54.3.1"], "title": ["Cup and saucer 64.17.1.25", "Vase", "Plate"]},
    {"time": ["12:30:45", "00:06:32"], "mac": ["x", "y"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"x": ["192.168.1.77", "8.8.4.4", "212.45.33.1"]},
    {"ip": ["2001:db8:85a3::8a2e:370:7334", "fe80::1"]},
    {"log": ["a visitor came from 81.23.45.67 at noon", "none"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts that hold some."""
    for one in found(delivery, "ip-address"):
        rows = one.rows["ip-address"]
        if _are_objects(delivery, one.column):
            yield Found((one.column.full,), "note", count=rows, case="objects", says={"rows": rows})
        elif one.texts and _in_catalogue(delivery, one.column):
            yield Found((one.column.full,), "not checked", count=rows, lines=one.lines["ip-address"], case="works", says={"rows": rows})
        else:
            yield left_out(one, "ip-address")


def _in_catalogue(delivery: Delivery, column: Column) -> bool:
    """Is it a text about published works that says nothing of machines or visits? Then no visitor's address stands in it."""
    where = scene(delivery, column.table)
    if where.private or not where.works or is_remark(column):
        return False
    return not delivery.count(f"{prefilter('ip-address', identifier(column.name))} AND regexp_matches({identifier(column.name)}, '{VISITS}')", column.table)


def _are_objects(delivery: Delivery, column: Column) -> bool:
    """Does the table number its objects in parts with points (79.66.115), and do all such numbers here begin as objects do (79.66)?"""
    numbered = [c for c in delivery.of(column.table) if c.values and sum(OBJECT.fullmatch(value) is not None for value in c.values) > SHARE * len(c.values)]
    relation = delivery.relation(column.table)
    for other in numbered:
        begins = f"SELECT regexp_extract({identifier(other.name)}, '^([0-9]+[.][0-9]+)[.]', 1) FROM {relation} WHERE {identifier(other.name)} IS NOT NULL"
        found = f"regexp_extract({identifier(column.name)}, '(^|[^0-9.])([0-9]{{1,3}}[.][0-9]{{1,3}})[.][0-9]{{1,3}}[.][0-9]{{1,3}}', 2)"
        if not delivery.count(f"{found} <> '' AND {found} NOT IN ({begins})", column.table):
            return True
    return False
