"""XML, JSON and RDF that attack, break off or nest without end."""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile.case import Case

LAUGHS = (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l "lol">' + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%s;" % (str(n - 1).encode() if n > 1 else b"") * 10) for n in range(1, 10)) + b"]><films><film><titel>&l9;</titel></film></films>")
FILE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><films><film><titel>&e;</titel></film></films>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE films SYSTEM "http://127.0.0.1:9/films.dtd"><films><film><titel>a</titel></film><film><titel>b</titel></film></films>'
PARAMETER = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]><films><film><titel>a</titel></film></films>'
TWO = b"<films><film><titel>De Molen</titel></film><film><titel>Het Water</titel></film></films>"


def _deep_json(path: Path) -> None:
    path.write_text('[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]", "ascii")


def _deep_line(path: Path) -> None:
    path.write_text('{"id": 1}\n{"id": 2, "a": ' + "[" * 100_000 + "]" * 100_000 + '}\n{"id": 3}\n', "ascii")


def _deep_xml(path: Path) -> None:
    path.write_bytes(b"<films><film>" + b"<a>" * 100_000 + b"x" + b"</a>" * 100_000 + b"</film></films>")


PIECE = b"".join(b"<film><id>%06d</id><titel>De Molen van nergens</titel></film>" % n for n in range(1000))
RECORDS_200, RECORDS_1000 = (1000 * (megabytes * 1_000_000 // len(PIECE)) for megabytes in (200, 1000))


def _one_line(path: Path, records: int = RECORDS_200) -> None:
    with path.open("wb") as out:
        out.write(b"<films>")
        for _ in range(records // 1000):
            out.write(PIECE)
        out.write(b"</films>")


def _one_gigabyte(path: Path) -> None:
    _one_line(path, RECORDS_1000)


def _long_text(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b"<films><film><titel>De Molen</titel></film><film><titel>")
        for _ in range(60):
            out.write(b"x" * 1_000_000)
        out.write(b"</titel></film></films>")


def _blank_nodes(path: Path) -> None:
    nodes = "".join(f"_:b{n} <http://example.org/next> _:b{n + 1} .\n" for n in range(50_000))
    path.write_text(nodes, "ascii")


def _nested_blanks(path: Path) -> None:
    path.write_text("@prefix e: <http://example.org/> .\ne:a e:b " + "[ e:b " * 20_000 + "1" + " ]" * 20_000 + " .\n", "ascii")


XML = (
    Case("laughs.xml", LAUGHS, None, r"DTD|entit", "laughs.xml"),
    Case("file-entity.xml", FILE, None, r"DTD|entit", "file-entity.xml"),
    Case("outside-dtd.xml", OUTSIDE, None, r"DTD|entit", "outside-dtd.xml"),
    Case("parameter-entity.xml", PARAMETER, None, r"DTD|entit", "parameter-entity.xml"),
    Case("cut.xml", TWO[:60], None, r"breaks|cut|broken|well-formed|ends", "line|cut.xml"),
    Case("crossed.xml", b"<films><film><titel>a</film></titel></films>", None, r"breaks|broken|well-formed|match", "crossed.xml"),
    Case("two-roots.xml", TWO + TWO, None, r"breaks|broken|well-formed|after|extra", "two-roots.xml"),
    Case("bad-character.xml", b"<films><film><titel>a\x01b</titel></film></films>", None, r"breaks|broken|character|well-formed", "bad-character.xml"),
    Case("deep.xml", _deep_xml, None, r"deep|nest", "deep.xml"),
    Case("long-text.xml", _long_text, None, r"long|large|huge", "long-text.xml"),
    Case("no-such-record.xml", TWO, None, r"record|element", "no-such-record.xml", {"record": "boek"}),
    Case("empty.xml", b"", None, r"empty", "empty.xml"),
    Case("latin1.xml", '<?xml version="1.0" encoding="iso-8859-1"?><films><film><titel>Société</titel></film><film><titel>b</titel></film></films>'.encode("latin-1"), (2, 2, 0),
         holds={("titel", 0): "Société"}),
    Case("lies-about-encoding.xml", '<?xml version="1.0" encoding="utf-8"?><films><film><titel>Société</titel></film></films>'.encode("latin-1"), None,
         r"breaks|broken|encoding|well-formed", "lies-about-encoding.xml"),
    Case("mixed.xml", b"<films><film>voor <titel>De <b>Molen</b></titel> na</film><film><titel>Het Water</titel></film></films>", (2, 2, 0)),
    Case("one-line.xml", _one_line, (RECORDS_200, RECORDS_200, 0), heavy=True),
    Case("one-gigabyte.xml", _one_gigabyte, (RECORDS_1000, RECORDS_1000, 0), heavy=True),
)

JSON = (
    Case("deep.json", _deep_json, None, r"deep|nest", "deep.json"),
    Case("deep.jsonl", _deep_line, (3, 2, 1), r"deep|nest", (2, 2)),
    Case("cut.json", b'[{"id": 1, "titel": "De Molen"}, {"id": 2, "ti', None, r"breaks|cut|ends", "cut.json"),
    Case("cut.jsonl", b'{"id": 1}\n{"id": 2, "ti', (2, 1, 1), r"JSON", (2, 2)),
    Case("keys-twice.json", b'[{"titel": "De Molen", "titel": "Het Water"}, {"titel": "b"}]', (2, 1, 1), r"twice", (1, 1)),
    Case("keys-twice.jsonl", b'{"titel": "De Molen", "titel": "Het Water"}\n{"titel": "b"}\n', (2, 1, 1), r"twice|same key|repeat", (1, 1)),
    Case("not-a-number.jsonl", b'{"a": NaN}\n{"a": 1}\n', (2, 1, 1), r"JSON|NaN", (1, 1)),
    Case("single-quotes.jsonl", b"{'a': 1}\n{\"a\": 1}\n", (2, 1, 1), r"JSON", (1, 1)),
    Case("trailing-comma.json", b'[{"a": 1}, {"a": 2},]', None, r"breaks", "trailing-comma.json"),
    Case("bare-value.json", b'"just a text"', None, r"record|object|array", "bare-value.json"),
    Case("numbers.jsonl", b'{"a": 1.0, "b": 12345678901234567890123, "c": 1e400, "d": -0}\n', (1, 1, 0),
         holds={("a", 0): "1.0", ("b", 0): "12345678901234567890123", ("d", 0): "-0"}),
    Case("half-pair.jsonl", b'{"a": "\\ud83d"}\n{"a": "\\ud83d\\ude00"}\n', (2, 2, 0), holds={("a", 1): "\U0001f600"}),
    Case("bom.json", b"\xef\xbb\xbf" + b'[{"a": 1}]', (1, 1, 0), columns=("a",)),
    Case("mixed-kinds.jsonl", b'{"a": "x"}\n{"a": ["x", "y"]}\n{"a": {"b": 1}}\n5\n[1]\n', (5, 3, 2), r"object|record", (4, 4)),
    Case("odd-keys.jsonl", json.dumps({"": 1, "a.b": 2, "_row": 3, 'x"y': 4, "a": {"b": 5}}).encode() + b"\n", (1, 1, 0)),
    Case("empty.json", b"", None, r"empty", "empty.json"),
)

RDF = (
    Case("bad-iri.ttl", b"<http://example.org/a b> <http://example.org/p> 1 .\n", None, r"IRI|breaks|read", "bad-iri.ttl"),
    Case("bad-line.nt", b"<http://e.org/a> <http://e.org/p> \"x\" .\nnonsense\n<http://e.org/b> <http://e.org/p> \"y\" .\n", None, r"breaks|read|line", "bad-line.nt|line"),
    Case("no-prefix.ttl", b"ex:a ex:b ex:c .\n", None, r"prefix|breaks|read", "no-prefix.ttl"),
    # what is more than eight blank nodes deep is a record of its own, named in the one above it: nothing is lost
    Case("blank-nodes.nt", _blank_nodes, (5_556, 5_556, 0)),
    Case("nested-blanks.ttl", _nested_blanks, (2_223, 2_223, 0)),
    Case("cut.ttl", b"@prefix e: <http://e.org/> .\ne:a e:b \"nooit gesloten", None, r"breaks|read|ends", "cut.ttl"),
    Case("relative.ttl", b"<a> <b> <c> .\n", (1, 1, 0), holds={("@id", 0): "http://example.invalid/a"}),  # the option `base`, which is told
    Case("entities.rdf", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
         b'xmlns:e="http://e.org/"><rdf:Description rdf:about="http://e.org/a"><e:p>&m;&m;&m;</e:p></rdf:Description></rdf:RDF>', None, r"DTD|entit", "entities.rdf"),
)
