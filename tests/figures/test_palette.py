"""The colours of charts: the same as the style sheet's, apart for every kind of eye, and readable as text."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from intarsia.figures import theme
from intarsia.web import stylesheet

STYLES = Path(stylesheet.__file__).parent / "styles"
SECTORS = ("film", "games", "publishing", "music", "stage", "newmedia", "heritage")
#: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (IEEE TVCG 15, 2009): severity 1.0, in linear RGB
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def tokens() -> dict[str, tuple[str, str]]:
    """Light and dark value of every colour of the style sheet."""
    text = (STYLES / "tokens.css").read_text("utf-8") + (STYLES / "figures.css").read_text("utf-8")
    found = {name: (light, dark) for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\(([^,]+), ([^;]+)\);", text)}

    def plain(value: str, theme_: int) -> str:
        inner = re.fullmatch(r"var\(--([a-z0-9]+)\)", value)
        return found[inner[1]][theme_] if inner else value

    return {name: (plain(pair[0], 0), plain(pair[1], 1)) for name, pair in found.items()}


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    bright = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]) @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def closest(shade: int, kind: str) -> float:
    """The smallest distance (CIE76) between two sectors as an eye of that kind sees them."""
    matrix = np.array(BLIND[kind]) if kind in BLIND else np.eye(3)
    seen = [lab(matrix @ linear(tokens()[name][shade])) for name in SECTORS]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


def test_files_take_the_light_colours_of_the_style_sheet() -> None:
    known = tokens()
    for name, value in theme.LIGHT.items():
        if name != "label-ink3":
            assert known[name][0] == value, name
    assert theme.LIGHT["label-ink3"] == theme.LIGHT["ink2"]


#: the distances that the palette was chosen for
LEAST = [{"normal": 37.0, "protan": 24.5, "deutan": 21.0, "tritan": 20.0}, {"normal": 30.0, "protan": 24.0, "deutan": 25.0, "tritan": 23.0}]


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", ["normal", "protan", "deutan", "tritan"])
def test_sectors_are_told_apart_by_every_eye(shade: int, kind: str) -> None:
    assert closest(shade, kind) >= LEAST[shade][kind]


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
def test_marks_stand_out_from_the_card_and_names_read_well(shade: int) -> None:
    known = tokens()
    card = known["card"][shade]
    for name in SECTORS:
        assert contrast(known[name][shade], card) >= 3, name
        assert contrast(known[f"label-{name}"][shade], card) >= 4.5, name
    for name in ("ink", "ink2", "ink3"):
        assert contrast(known[name][shade], card) >= 4.5, name


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
def test_classes_of_a_map_go_one_way(shade: int) -> None:
    bright = [float(linear(tokens()[f"q{n}"][shade]) @ [0.2126, 0.7152, 0.0722]) for n in range(6)]
    assert bright == sorted(bright, reverse=shade == 0)
    assert all(abs(lab(linear(tokens()[f"q{n}"][shade]))[0] - lab(linear(tokens()[f"q{n + 1}"][shade]))[0]) >= 5 for n in range(5))
    assert contrast(tokens()["ink3"][shade], tokens()["card"][shade]) >= 3  # the outline of every country
