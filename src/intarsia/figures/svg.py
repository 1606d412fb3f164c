"""SVG as pages need it: marks that are links, ids of its own, colours as variables; and as a file that stands by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Protocol

from lxml import etree

from intarsia.figures import theme

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
SHEET = 720.0
_NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_TARGET = re.compile(r"#m(\d+)$")
_DROPPED = ("role", "aria-roledescription", "aria-hidden", "aria-label", "pointer-events", "font-family", "class")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False)


class Said(Protocol):
    """A mark as it is read out, and where it leads."""

    @property
    def words(self) -> str: ...

    @property
    def href(self) -> str: ...


@lru_cache(maxsize=96)
def tidied(raw: str, marks: tuple[Said, ...], *, label: str, prefix: str, only: str) -> str:
    """An SVG for a page: lighter, with one tab stop, its first mark.

    label: what it shows, for those who do not see it. prefix: begins its ids. only: its class.
    """
    root = etree.fromstring(raw.encode(), _PARSER)
    _cleaned(root)
    _own_ids(root, prefix)
    linked = [node for node in root.iter(f"{{{SVG}}}a")]
    for place, node in enumerate(linked):
        target = _TARGET.search(node.attrib.pop(f"{{{XLINK}}}href", "") or node.attrib.pop("href", ""))
        if target is None:
            continue
        number = int(target[1])
        mark = marks[number]
        node.set("class", "mark")
        node.set("data-mark", str(number))
        node.set("href", mark.href)
        node.set("aria-label", mark.words)
        node.set("tabindex", "0" if place == 0 else "-1")
        title = etree.Element(f"{{{SVG}}}title")
        title.text = mark.words
        node.insert(0, title)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("class", only)
    root.set("role", "group" if linked else "img")
    root.set("aria-label", label)
    root.set("focusable", "false")
    return _text(root)


def standing(raw: str, title: str, unit: str, credits: Sequence[str], legend: Sequence[tuple[str, str]] = ()) -> str:
    """A file: title, unit, drawing, legend and credits on a white card in light colours, without links."""
    root = etree.fromstring(raw.encode(), _PARSER)
    _cleaned(root)
    for node in list(root.iter(f"{{{SVG}}}a")):
        node.tag = f"{{{SVG}}}g"
        node.attrib.clear()
    _, _, width, height = (float(part) for part in root.get("viewBox", "0 0 720 300").split())
    scale = SHEET / width
    margin, room = 24, int(SHEET / 6.4)
    heads, units, feet = _lines(title, int(room * 0.72)), _lines(unit, room), [line for one in credits if one for line in _lines(one, room)]
    parts: list[str] = []
    y = float(margin)
    y = _written(parts, heads, margin, y, 19, "ink", 26, ' font-weight="600"')
    y = _written(parts, units, margin, y, 13, "ink2", 19) + 8
    body = _text(root)
    inner = body[body.index(">") + 1:body.rindex("</svg>")]
    parts.append(f'<g transform="translate({margin},{y:.0f}) scale({scale:.4f})">{theme.fixed(inner)}</g>')
    y += height * scale + 8
    x = float(margin)
    for colour, text in legend:
        if x + 34 + 6.6 * len(text) > SHEET:
            x, y = float(margin), y + 22
        fill = "url(#hatch)" if colour == "hatch" else theme.LIGHT[colour]
        parts.append(f'<rect x="{x:.0f}" y="{y:.0f}" width="18" height="12" fill="{fill}" stroke="{theme.LIGHT["ink3"]}"/>')
        parts.append(f'<text x="{x + 24:.0f}" y="{y + 11:.0f}" font-size="12" fill="{theme.LIGHT["ink2"]}">{escape(text)}</text>')
        x += 46 + 6.6 * len(text)
    y = _written(parts, feet, margin, y + (20 if legend else 4), 12, "ink2", 17)
    whole, tall = SHEET + 2 * margin, y + margin - 4
    return (f'<svg xmlns="{SVG}" width="{whole:.0f}" height="{tall:.0f}" viewBox="0 0 {whole:.0f} {tall:.0f}" font-family="{theme.FONT}">'
            f'<rect width="100%" height="100%" fill="{theme.LIGHT["card"]}"/>{"".join(parts)}</svg>')


def _written(parts: list[str], lines: Sequence[str], x: float, y: float, size: int, colour: str, step: int, more: str = "") -> float:
    """Lines of text from y down; where the next thing may stand."""
    for text in lines:
        y += step
        parts.append(f'<text x="{x:.0f}" y="{y - step * 0.3:.0f}" font-size="{size}"{more} fill="{theme.LIGHT[colour]}">{escape(text)}</text>')
    return y


def _cleaned(root: etree._Element) -> None:
    """Without what a page does not need: roles of the library, fonts, invisible texts, digits that no eye sees."""
    for node in list(root.iter(f"{{{SVG}}}*")):
        empty = node.get("class") in ("background", "foreground") and node.get("stroke") is None and node.get("fill") is None
        if empty or node.get("opacity") == "0":
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
            continue
        for name in _DROPPED:
            if name != "class" or not (node.get("class") or "").startswith("own-"):
                node.attrib.pop(name, None)
        if node.get("opacity") == "1":
            del node.attrib["opacity"]
        for name in ("d", "transform", "x", "y", "x1", "x2", "y1", "y2"):
            if name in node.attrib:
                node.set(name, _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), node.get(name, "")))


def _own_ids(root: etree._Element, prefix: str) -> None:
    for node in root.iter(f"{{{SVG}}}*"):
        for name, value in list(node.attrib.items()):
            if name == "id":
                node.set("id", f"{prefix}-{value}")
            elif "url(#" in value:
                node.set(name, value.replace("url(#", f"url(#{prefix}-"))


def _lines(text: str, room: int) -> list[str]:
    """A text in lines of at most `room` characters, broken between words."""
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _text(root: etree._Element) -> str:
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
