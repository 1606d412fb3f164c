from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.formats import markdown


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_in_the_order_of_names(tmp_path, look):
    front = (
        "---\ntitle: Zomer\ndate: 1990-05-01\ncode: 007\nrating: 1.50\nfilmed: yes\nnone: ~\nempty:\n---\n"
    )
    folder = write(
        tmp_path, b=front + "A film.\n", a="No front matter\n---\n", c="---\nmakers: [An, {name: Bo}]\n---\n"
    )
    tables, rejects = look(markdown, folder)
    assert tables[""] == [
        {"_row": 1, "body": "No front matter\n---\n", "_file": "a.md"},
        {
            "_row": 2,
            "title": "Zomer",
            "date": "1990-05-01",
            "code": "007",
            "rating": "1.50",
            "filmed": "yes",
            "body": "A film.\n",
            "_file": "b.md",
        },
        {"_row": 3, "makers": "An", "_file": "c.md"},
    ]
    assert [row.get("value") or row["name"] for row in tables["makers"]] == ["An", "Bo"]
    assert rejects == []


def test_one_file_and_the_pattern(tmp_path, look):
    write(tmp_path, a="---\ntitle: A\n---\n", README="read me")
    assert look(markdown, tmp_path / "a.md")[0][""] == [{"_row": 1, "title": "A", "_file": "a.md"}]
    assert [row["_file"] for row in look(markdown, tmp_path, {"pattern": "a*.md"})[0][""]] == ["a.md"]


def test_bad_files_are_rejected(tmp_path, look):
    write(
        tmp_path,
        a="---\ntitle: [\n---\nx",
        b="---\n- a\n---\nx",
        c="---\ntitle: C\n---\n",
        e="---\nx: !!python/name:os.system\n---\n",
    )
    (tmp_path / "d.md").write_bytes(b"caf\xe9")
    tables, rejects = look(markdown, tmp_path)
    assert [row["_row"] for row in tables[""]] == [3]
    assert [(reject.record, "md" in reject.reason) for reject in rejects] == [
        (1, True),
        (2, True),
        (4, True),
        (5, True),
    ]


def test_a_bomb_of_aliases_is_rejected(tmp_path, look):
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n"
        for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    write(tmp_path, a=f"---\n{bomb}---\n", b="---\ntitle: B\n---\n", c="---\na: &a [*a]\n---\n")
    tables, rejects = look(markdown, tmp_path)
    assert [row["_row"] for row in tables[""]] == [2]
    assert [reject.record for reject in rejects] == [1, 3]


def test_nothing_outside_the_folder(tmp_path, look):
    (tmp_path / "in").mkdir()
    write(tmp_path, secret="---\ntitle: S\n---\n")
    write(tmp_path / "in", a="---\ntitle: A\n---\n")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "secret.md")
    assert [row["title"] for row in look(markdown, tmp_path / "in")[0][""]] == ["A"]
    with pytest.raises(Invalid, match="leaves the folder"):
        markdown.guess(tmp_path / "in", {"pattern": "../*.md"})
    with pytest.raises(Invalid, match="no file that fits"):
        markdown.guess(tmp_path / "in", {"pattern": "*.txt"})
