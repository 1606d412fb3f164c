"""CSV and its relatives: encodings, quotes, ragged rows, sizes."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.case import Case

HEAD = b"id;titel;jaar\n"


def _long_cell(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b"id,titel\n1,")
        for _ in range(40):
            out.write(b"x" * 1_000_000)
        out.write(b"\n2,kort\n")


def _many_columns(path: Path) -> None:
    count = 100_000
    path.write_text(",".join(f"c{n}" for n in range(count)) + "\n" + ",".join("1" for _ in range(count)) + "\n", "ascii")


def _unclosed(path: Path) -> None:
    path.write_bytes(HEAD + b'1;"nooit gesloten;1931\n' + b"2;De Molen;1931\n" * 20_000)


def _late_text(path: Path) -> None:
    path.write_bytes(b"id,aantal\n" + b"".join(b"%d,%d\n" % (n, n) for n in range(60_000)) + b"60000,onbekend\n60001,5\n")


CASES = (
    Case("latin1.csv", HEAD + "1;Société;1931\n2;Żółw? nee: Übung;1932\n".encode("cp1252", "replace"), (2, 2, 0), holds={("titel", 0): "Société"}),
    Case("utf16.csv", "id;titel;jaar\n1;Łódź;1931\n".encode("utf-16"), (1, 1, 0), holds={("titel", 0): "Łódź"}),
    Case("utf16-without-mark.csv", "id;titel;jaar\n1;De Molen;1931\n".encode("utf-16-le"), (1, 1, 0), columns=("id", "titel", "jaar")),
    Case("bom.csv", b"\xef\xbb\xbf" + HEAD + b"1;De Molen;1931\n", (1, 1, 0), columns=("id", "titel", "jaar")),
    Case("half-utf8.csv", HEAD + "1;Société;1931\n".encode() + b"2;Soci\xe9t\xe9;1932\n" + "3;Łódź;1933\n".encode(), (3, 2, 1), r"not utf-8|encoding|character", (2, 3)),
    Case("nul.csv", HEAD + b"1;De\x00Molen;1931\n2;Het Water;1932\n", (2, 1, 1), r"NUL|zero byte|binary", (1, 2)),
    Case("headers-twice.csv", b"titel,titel,titel\na,b,c\n", (1, 1, 0), columns=("titel", "titel_2", "titel_3")),
    Case("headers-missing.csv", b"titel,,jaar\na,b,1931\n", (1, 1, 0), columns=("titel", "column_2", "jaar")),
    Case("short-row.csv", HEAD + b"1;De Molen\n2;Het Water;1932\n", (2, 1, 1), r"2 values where 3", (1, 2)),
    Case("long-row.csv", HEAD + b"1;De Molen;1931;over\n2;Het Water;1932\n", (2, 1, 1), r"4 values where 3", (1, 2)),
    Case("unclosed-quote.csv", _unclosed, (20_001, 20_000, 1), r"quot", (1, 2)),
    Case("cr-only.csv", b"id;titel\r1;De Molen\r2;Het Water\r", (2, 2, 0), holds={("titel", 1): "Het Water"}),
    Case("mixed-line-ends.csv", b"id;titel\r\n1;De Molen\n2;Het Water\r3;Het Huis\r\n", (3, 3, 0)),
    Case("empty.csv", b"", None, r"empty", "empty.csv"),
    Case("only-header.csv", HEAD, (0, 0, 0), columns=("id", "titel", "jaar")),
    Case("only-blanks.csv", b"\n\n   \n\n", None, r"empty|no line|nothing", "only-blanks.csv"),
    Case("long-cell.csv", _long_cell, (2, 1, 1), r"longer|larger|characters", (1, 2)),
    Case("many-columns.csv", _many_columns, None, r"columns", "many-columns.csv"),
    Case("late-text.csv", _late_text, (60_002, 60_002, 0), holds={("aantal", 60_000): "onbekend", ("aantal", 60_001): "5"}),
    Case("leading-zeros.csv", b"isbn,naam\n0123456789,a\n0000000001,b\n", (2, 2, 0), holds={("isbn", 0): "0123456789"}),
    Case("formula.csv", b"naam,som\n=1+1,+3\n@x,-4\n", (2, 2, 0), holds={("naam", 0): "=1+1"}),
    Case("quotes-inside.csv", b'id,titel\n1,"De ""Molen"""\n2,Het "Water"\n', (2, 2, 0), holds={("titel", 0): 'De "Molen"', ("titel", 1): 'Het "Water"'}),
    Case("line-in-cell.csv", b'id,titel\n1,"De\nMolen"\n2,Het Water\n', (2, 2, 0), holds={("titel", 0): "De\nMolen"}),
    Case("notes-above.csv", b"Overzicht 2024\n\nid;titel;jaar\n1;De Molen;1931\n2;Het Water;1932\n", (2, 2, 0), columns=("id", "titel", "jaar")),
    Case("web-page.csv", b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Please log in</body></html>", None, r"web page", "web-page.csv"),
    Case("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, None, r"image|picture|PNG", "picture.csv"),
    Case("office.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, None, r"xls|Excel|Office", "office.csv"),
    Case("wrong-encoding.csv", HEAD + b"1;De Molen;1931\n", None, r"encoding", "wrong-encoding.csv", {"encoding": "klingon"}),
    Case("wrong-delimiter.csv", HEAD + b"1;De Molen;1931\n", None, r"delimiter", "wrong-delimiter.csv", {"delimiter": "ab"}),
    Case("header-beyond.csv", HEAD + b"1;De Molen;1931\n", None, r"header", "header-beyond.csv", {"header_row": 99}),
    Case("tabs.csv", b"id\ttitel\n1\tDe Molen\n", (1, 1, 0), columns=("id", "titel")),
    Case("old.gz.csv.gz", b"\x1f\x8b\x08\x00garbage", None, r"damaged|cut off", "old.gz.csv.gz"),
)
