"""Front matter, statistics, library records and R data that are malformed; files under a name that is not theirs."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intarsia.shelf.formats import rda
from tests.hostile.case import Case
from tests.hostile.packed import TABLE, packed

LINES = b'{"id": 1, "titel": "De Molen"}\n{"id": 2, "titel": "Het Water"}\n'
FILMS = b"<films><film><titel>De Molen</titel></film><film><titel>Het Water</titel></film></films>"
MARC = b'<collection xmlns="http://www.loc.gov/MARC21/slim">%s</collection>'
RECORD = b'<record><leader>00000nam</leader><controlfield tag="001">1</controlfield><datafield tag="245" ind1="1" ind2="0"><subfield code="a">De Molen</subfield></datafield></record>'
LAUGHS = b"---\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 9)) + b"---\nTekst\n"


def front(text: bytes) -> bytes:
    return b"---\n" + text + b"\n---\nTekst\n"


def stat(**changed: Any) -> bytes:
    cube = {
        "version": "2.0", "class": "dataset", "id": ["geo", "year"], "size": [1, 3], "value": [1, 2, 3],
        "dimension": {"geo": {"category": {"index": ["NL"]}}, "year": {"category": {"index": ["2022", "2023", "2024"]}}},
    }  # fmt: skip
    return json.dumps({**cube, **changed}).encode()


def _r_data(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        rda.example(path)
        path.write_bytes(bz2.compress(change(bz2.decompress(path.read_bytes()))))

    return write


def _circle(_: bytes) -> bytes:
    """A list of lists of lists, deeper than any reader recurses."""
    return b"RDX2\nX\n" + struct.pack(">iii", 2, 0x30500, 0x20300) + struct.pack(">iii", 0x402, 1, 0x40009) + struct.pack(">i", 1) + b"x" + struct.pack(">ii", 19, 1) * 100_000


def _rolled(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("films.csv")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb", 9) as out:
        for _ in range(400):
            out.write(b"1;De Molen;1931\n" * 62_500)


def _empty_lines(path: Path) -> None:
    path.write_bytes(b"id;titel\n" + b"\n" * 500_000 + b"1;De Molen\n" + b"\r\n" * 500_000 + b"2;Het Water\n")


def _long_quote(path: Path) -> None:
    path.write_bytes(b'id;titel\n1;"' + b"regel\n" * 1_000_000 + b'"\n2;Het Water\n')


def _shared_blanks(path: Path) -> None:
    """Eight floors of blank nodes, each held ten times by the one above: a hundred million ways through them."""
    lines = ["@prefix e: <http://example.org/> ."] + [f"_:n{floor} e:p{way} _:n{floor + 1} ." for floor in range(9) for way in range(10)]
    path.write_text("\n".join(["<http://example.org/a> <http://example.org/p> _:n0 .", *lines, '_:n9 e:p "x" .']), "ascii")


def _many_lists(path: Path) -> None:
    path.write_text(json.dumps([{f"lijst{n}": [{"a": 1}] for n in range(2_000)}]), "ascii")


def _many_keys(path: Path) -> None:
    path.write_text("\n".join(json.dumps({f"sleutel{n}": n}) for n in range(20_000)), "ascii")


def _many_rejects(path: Path) -> None:
    path.write_bytes(b"id;titel\n1;De Molen\n" + b"te;veel;cellen\n" * 300_000)


MARKDOWN = (
    Case("laughs.md", LAUGHS, (1, 0, 1), r"too deep or too large", (1, None)),
    Case("tabs.md", front(b"titel: De Molen\n\tjaar: 1931"), (1, 0, 1), r"not valid YAML", (1, 3)),
    Case("python.md", front(b"titel: !!python/object/apply:os.system ['echo pwned']"), (1, 0, 1), r"not valid YAML|tag", (1, 2)),
    Case("unterminated.md", b"---\ntitel: De Molen\njaar: 1931\n", (1, 0, 1), r"front matter", (1, 1)),
    Case("list.md", front(b"- een\n- twee"), (1, 0, 1), r"names and values", (1, 2)),
    Case("twice.md", front(b"titel: De Molen\ntitel: Het Water"), (1, 0, 1), r"not valid YAML", (1, 2)),
    Case("binary.md", bytes(range(256)), (1, 0, 1), r"UTF-8", (1, None)),
    Case("yes.md", front(b"titel: yes\nnummer: 007\njaar: 1931-05-02"), (1, 1, 0), holds={("titel", 0): "yes", ("nummer", 0): "007", ("jaar", 0): "1931-05-02"}),
    Case("nested.md", front(b"a: " + b"[" * 5_000 + b"]" * 5_000), (1, 0, 1), r"too deep", (1, None)),
)

STATISTICS = (
    Case("sizes.jsonstat", stat(size=[1, 4]), None, r"4 cells; there are 3", "sizes.jsonstat"),
    Case("product.jsonstat", stat(size=[1_000_000, 1_000_000], value={"0": 1}), None, r"categories|cells", "product.jsonstat"),
    Case("outside.jsonstat", stat(value={"7": 1}), None, r"outside", "outside.jsonstat"),
    Case("keys-twice.jsonstat", stat()[:-1] + b', "value": [9, 9, 9]}', None, r"twice", "keys-twice.jsonstat"),
    Case("text-size.jsonstat", stat(size=[1, "veel"]), None, r"whole number", "text-size.jsonstat"),
    Case("cells.eurostat.tsv", b"freq,geo\\TIME_PERIOD\t2023 \t2024 \nA,NL\t12.5 \tveel geld\nA\t1\t2\n", (3, 1, 2), r"as many dimensions|neither", (3, 3)),
    Case("header.eurostat.tsv", b"geo\t2023\nNL\t1\n", None, r"first cell", "line 1"),
    Case("nothing.sdmx.csv", b"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,OBS_VALUE\n", (0, 0, 0)),
    Case("short.sdmx.csv", b"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,OBS_VALUE\ndataflow,A:B(1.0),I,A,1\ndataflow,A:B(1.0),I,A\n", (2, 1, 1), r"4 values where 5", (2, 3)),
)

LIBRARY = (
    Case("none.marcxml", MARC % b"", None, r"no MARC record", "none.marcxml"),
    Case("no-fields.marcxml", MARC % (b"<record/>" + RECORD), (2, 1, 1), r"no fields", (1, 1)),
    Case("no-tag.marcxml", MARC % (RECORD + b"<record><datafield><subfield code='a'>x</subfield></datafield></record>"), (2, 1, 1), r"no tag", (2, 1)),
    Case("no-space.xml", b"<collection>" + RECORD + b"</collection>", (1, 1, 0), reads_as="marcxml"),
    Case("dtd.marcxml", b'<!DOCTYPE c [<!ENTITY a "b">]>' + MARC % RECORD, None, r"DTD", "dtd.marcxml"),
    Case("cut.marcxml", (MARC % RECORD)[:-20], None, r"breaks", "cut.marcxml"),
)

R_DATA = (
    Case("cut.rda", _r_data(lambda data: data[:-30]), None, r"damaged or cut off", "cut.rda"),
    Case("huge.rda", _r_data(lambda data: data.replace(struct.pack(">iiii", 13, 2, 1990, 1991), struct.pack(">iiii", 13, 2_000_000_000, 1990, 1991))), None, r"damaged", "huge.rda"),
    Case("longer.rda", _r_data(lambda data: data.replace(struct.pack(">iiii", 13, 2, 1990, 1991), struct.pack(">iiiii", 13, 3, 1990, 1991, 1992))), None,
         r"column that cannot be read", "longer.rda"),
    Case("deep.rda", _r_data(_circle), None, r"deep", "deep.rda"),
    Case("text.rda", b"RDA2\nA\n2\n", None, r"R's text", "text.rda"),
    Case("half-packed.rda", lambda path: path.write_bytes(bz2.compress(b"RDX2\nX\n" * 9999)[:-10]) and None, None, r"damaged|cut off", "half-packed.rda"),
)

DISGUISED = (
    Case("lines.csv", LINES, (2, 2, 0), reads_as="jsonl", holds={("titel", 0): "De Molen"}),
    Case("table.json", b"id;titel\n1;De Molen\n", None, r"JSON", "table.json"),
    Case("films.csv", FILMS, (2, 2, 0), reads_as="xml"),
    Case("page.xlsx", b"<html><body><table><tr><td>1</td></tr></table></body></html>", None, r"web page", "page.xlsx"),
    Case("paper.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", None, r"PDF", "paper.csv"),
    Case("paper.docx", packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")), None, r"Word", "paper.docx"),
    Case("seven.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(100), None, r"7-Zip", "seven.7z"),
    Case("films.tar", _rolled(TABLE), None, r"tar archive", "films.tar"),
    Case("films.tar.gz", gzip.compress(_rolled(TABLE)), None, r"tar archive", "films.tar.gz"),
    Case("zipped.csv.gz", gzip.compress(packed(("films.csv", TABLE))), None, r"archives in archives", "zipped.csv.gz"),
    Case("members.csv.gz", gzip.compress(TABLE) + gzip.compress(b"3;Het Huis\n"), (3, 3, 0), holds={("titel", 2): "Het Huis"}),
    Case("cut.csv.gz", gzip.compress(TABLE * 1000)[:-20], None, r"damaged or cut off", "cut.csv.gz"),
    Case("rubbish-behind.csv.gz", gzip.compress(TABLE) + b"rubbish", None, r"damaged or cut off", "rubbish-behind.csv.gz"),
    Case("bomb.csv.gz", _gzip_bomb, None, r"200 times", "bomb.csv.gz"),
    Case("nothing.csv.gz", gzip.compress(b""), None, r"empty", "nothing.csv.gz"),
    Case("nothing.jsonl", b"", None, r"empty", "nothing.jsonl"),
    Case("nothing.ttl", b"", None, r"empty", "nothing.ttl"),
    Case("nothing.parquet", b"", None, r"empty", "nothing.parquet"),
    Case("nothing.xlsx", b"", None, r"empty", "nothing.xlsx"),
    Case("nothing.md", b"", None, r"empty", "nothing.md"),
)

ENCODINGS = (
    Case("utf7.csv", b"id;titel\n1;Soci+AOk-t+AOk-\n", (1, 1, 0), holds={("titel", 0): "Soci+AOk-t+AOk-"}),
    Case("utf32.csv", "id;titel\n1;Łódź\n".encode("utf-32"), (1, 1, 0), holds={("titel", 0): "Łódź"}),
    Case("utf32-without-mark.csv", "id;titel\n1;De Molen\n".encode("utf-32-le"), None, r"zero bytes", "utf32-without-mark.csv"),
    Case("ebcdic.csv", "id;titel\n1;De Molen\n2;Het Water\n".encode("cp037"), None, r"encoding", "ebcdic.csv"),
    Case("ebcdic-named.csv", "id;titel\n1;De Molen\n".encode("cp037"), (1, 1, 0), options={"encoding": "cp037"}, holds={("titel", 0): "De Molen"}),
    Case("cyrillic.csv", "номер;название\n1;Мельница\n2;Вода\n".encode("cp1251"), None, r"encoding", "cyrillic.csv"),
    Case("mark-in-the-middle.csv", TABLE + b"\xef\xbb\xbf3;Het Huis\n", (3, 3, 0), holds={("titel", 2): "Het Huis"}),
    Case("bidi.csv", "id;titel\n1;\u202enegnE\u202c\n2;a\u200bb\n".encode(), (2, 2, 0), holds={("titel", 0): "\u202enegnE\u202c", ("titel", 1): "a\u200bb"}),
    Case("utf16.json", '[{"titel": "Łódź"}]'.encode("utf-16-le"), (1, 1, 0), holds={("titel", 0): "Łódź"}),
    Case("cut-utf16.csv", "id;titel\n1;De Molen\n".encode("utf-16")[:-1], (1, 0, 1), r"encoding", (1, 2)),
)

SIZES = (
    Case("empty-lines.csv", _empty_lines, (2, 2, 0), holds={("titel", 1): "Het Water"}),
    Case("long-quote.csv", _long_quote, (1_000_002, 1, 1_000_001), r"never closed", (1, 2)),
    Case("many-rejects.csv", _many_rejects, (300_001, 1, 300_000), r"3 values where 2", (2, 3), {"header_row": 1}),
    Case("decimal-comma.csv", b"id;bedrag\n1;1.234,50\n2;12,5\n", (2, 2, 0), holds={("bedrag", 0): "1.234,50"}),
    Case("ambiguous.csv", b"id;bedrag\n1;1.234\n2;5.678\n", (2, 2, 0), holds={("bedrag", 0): "1.234"}),
    Case("same-header.csv", b",".join([b"a"] * 4_000) + b"\n" + b",".join([b"1"] * 4_000) + b"\n", (1, 1, 0)),
    Case("long-name.csv", b"id," + b"x" * 100_000 + b"\n1,2\n", None, r"name of more than", "long-name.csv"),
    Case("shared-blanks.ttl", _shared_blanks, (2, 1, 1), r"blank nodes", (1, None)),
    Case("circle.nt", b"_:a <http://e.org/p> _:b .\n_:b <http://e.org/p> _:a .\n", (1, 1, 0)),
    Case("many-lists.json", _many_lists, None, r"kinds of lists", "many-lists.json"),
    Case("many-keys.jsonl", _many_keys, None, r"columns", "many-keys.jsonl"),
    Case("behind-the-list.json", b'{"films": [{"a": 1}, {"a": 2}], "films": [{"a": 3}]}', None, r"twice", "behind-the-list.json"),
    Case("cut-behind-the-list.json", b'{"films": [{"a": 1}, {"a": 2}]', None, r"breaks", "cut-behind-the-list.json"),
    Case("infinity.json", b'[{"a": Infinity}, {"a": 1}]', (2, 1, 1), r"Infinity", (1, 1)),
)

CASES = (*MARKDOWN, *STATISTICS, *LIBRARY, *R_DATA, *DISGUISED, *ENCODINGS, *SIZES)
