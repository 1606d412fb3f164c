"""The licence of a bare file: what stands in its first lines and what lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.checking.licence import found_beside
from intarsia.licences import stated

ROWS = "title,year\nExample A,1990\n"


def beside(folder: Path, **files: str) -> tuple[str, str]:
    (folder / "data.csv").write_text(ROWS, "utf-8")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return found_beside(folder / "data.csv")


def test_nothing_said_is_nothing_found(tmp_path: Path) -> None:
    assert beside(tmp_path, README__md="# Some rows\nCounted by hand.\n", other__csv="rights\nCopyright\n") == ("", "")


@pytest.mark.parametrize(
    ("name", "text", "uri"),
    [
        ("LICENSE", "Creative Commons Legal Code\n\nCC0 1.0 Universal\n\n    CREATIVE COMMONS CORPORATION ... COPYRIGHT AND RELATED RIGHTS", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("LICENCE__txt", "Attribution-ShareAlike 4.0 International\n\n===\nCreative Commons Corporation is not a law firm", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("LICENSE__md", "MIT License\n\nCopyright (c) 2020 Example\n\nPermission is hereby granted, free of charge, to any person", "https://opensource.org/license/mit"),
        ("datapackage__json", '{"licenses": [{"path": "http://opendatacommons.org/licenses/pddl/1.0/", "title": "PDDL"}]}', "http://opendatacommons.org/licenses/pddl/1.0/"),
        ("dataset__toml", 'id = "x"\nlicence = "https://creativecommons.org/licenses/by/4.0/"\n', "https://creativecommons.org/licenses/by/4.0/"),
        ("README__md", "# Rows\n\n## License\n\nThe data are in the public domain.\n", "https://creativecommons.org/publicdomain/mark/1.0/"),
        ("PROVENANCE__txt", "dataset: x\nlicence (as the source states it): CC BY 4.0\nlicence text at: LICENSE\nfile: LICENSE 3 bytes\n", "https://creativecommons.org/licenses/by/4.0/"),
    ],
)
def test_an_open_licence_is_found_and_where(tmp_path: Path, name: str, text: str, uri: str) -> None:
    said, where = beside(tmp_path, **{name: text})
    found = stated(said)
    assert where == name.replace("__", ".")
    assert found is not None
    assert (found.uri, found.open) == (uri, True)


@pytest.mark.parametrize(
    "text",
    ["licence: none stated\n",
      "Licence (as stated): see repository\n", "Copyright 2020 An Example. All rights reserved.\n", "Rights: for private use only, CC BY for the pictures\n", "no licence\n"],
)
def test_none_or_reserved_is_never_open(tmp_path: Path, text: str) -> None:
    said, where = beside(tmp_path, PROVENANCE__txt=text)
    found = stated(said)
    assert where == "PROVENANCE.txt"
    assert found is not None
    assert not found.open


def test_the_head_of_the_file_itself_comes_first(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("# licence: CC BY-NC 4.0\n" + ROWS, "utf-8")
    (tmp_path / "LICENSE").write_text("MIT License", "utf-8")
    assert found_beside(tmp_path / "own.csv") == ("https://creativecommons.org/licenses/by-nc/4.0/", "the first lines of own.csv")


def test_cells_are_no_licence(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text('title,note\n"Copyright, a novel","© 1990"\n', "utf-8")
    assert found_beside(tmp_path / "own.csv") == ("", "")


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    assert found_beside(tmp_path / "gone" / "x.csv") == ("", "")
    assert beside(tmp_path, datapackage__json="{not json", dataset__toml="= nothing") == ("", "")


@pytest.mark.data
def test_sets_without_a_licence(real_data: Path) -> None:
    sets = (("moma", True), ("tate", True), ("cmoa", True), ("acmi_collection", True), ("goodbooks", True), ("gamescanon", False), ("corgis_video_games", False), ("owid", False))
    for name, is_open in sets:
        first = next(p for p in sorted((real_data / name).iterdir()) if p.name[0] != "P")
        found = stated(found_beside(first)[0])
        assert found is not None, name
        assert found.open == is_open, name
