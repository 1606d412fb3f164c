"""The reliability diagram: of pairs that are called likely to a degree, how many are right; in text, and drawn."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid
from intarsia.evidence.intervals import wilson
from intarsia.figures import RENDERER, svg
from intarsia.figures.picture import VegaLite
from intarsia.pairs.scores import Scores

WIDTH = 30
FORMATS = (".svg", ".png", ".html")
TITLE = "Of the pairs called so likely, how many match"


def known(path: Path) -> None:
    """Raises: Invalid for an extension that no diagram is drawn in."""
    if path.suffix not in FORMATS:
        raise Invalid(f"a diagram is not drawn as '{path.suffix}'", where=str(path), way_out="end the name with one of: " + ", ".join(FORMATS))


def in_text(scores: Scores) -> list[str]:
    """A line a bin: what was said, what is so, how many; # is the share that matches, | stands where the mean probability is."""
    lines = ["probability   mean   match   pairs"]
    for b in scores.bins:
        bar = list(("#" * round(b.share * WIDTH)).ljust(WIDTH, "."))
        bar[min(WIDTH - 1, round(b.mean * WIDTH))] = "|"
        lines.append(f"{b.start:.1f} to {b.end:.1f}  " + (f"{b.mean:6.3f}  {b.share:6.3f}  {b.pairs:6,}  {''.join(bar)}" if b.pairs else "     .       .       0"))
    return lines


def draw(scores: Scores, path: Path) -> None:
    """Draw it as SVG, PNG, or a page with its table.

    Raises: Invalid for another extension; NotDrawn when the drawing library cannot.
    """
    known(path)
    unit = f"share of judged pairs, by probability in tenths; {scores.judged:,} judged pairs at p >= {scores.threshold:g}"
    told = [
        f"calibration error {scores.ece:.3f}; sum of probabilities {scores.expected:,.1f}, matches in the truth {scores.true:,}",
        "On the diagonal probabilities mean what they say; below it they promise too much, above it too little.",
        "Lines are 95 % intervals; the larger a point, the more pairs.",
    ]
    sheet = svg.standing(VegaLite(lambda width: _spec(scores, width)).raw(720), TITLE, unit, told)
    if path.suffix == ".png":
        path.write_bytes(RENDERER.png(sheet))
    elif path.suffix == ".svg":
        path.write_text(sheet, "utf-8")
    else:
        path.write_text(_page(scores, sheet), "utf-8")


def _spec(scores: Scores, width: int) -> dict[str, Any]:
    """Points with their 95 % intervals over the diagonal; the size of a point is the number of its pairs."""
    points = []
    for b in scores.bins:
        if b.pairs:
            low, high = wilson(b.matches, b.pairs)
            points.append({"said": b.mean, "so": b.share, "pairs": b.pairs, "low": low, "high": high})
    axis = {"format": ".1f", "grid": True, "labelFlush": False, "tickCount": 10, "titleColor": "var(--ink2)", "titleFontWeight": "normal"}
    said = {"field": "said", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {**axis, "title": "mean probability"}}
    so = {"field": "so", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {**axis, "title": "share that matches"}}
    least = {**so, "field": "low"}
    size = {"field": "pairs", "type": "quantitative", "legend": None, "scale": {"range": [30, 500]}}
    diagonal = [{"said": 0, "so": 0}, {"said": 1, "so": 1}]
    return {
        "width": width - 80,
        "height": min(width, 480) - 60,
        "layer": [
            {"data": {"values": diagonal}, "mark": {"type": "line", "color": "var(--ink3)", "strokeDash": [4, 4], "strokeWidth": 1}, "encoding": {"x": said, "y": so}},
            {"data": {"values": points}, "mark": {"type": "rule", "color": "var(--accent)", "strokeWidth": 1.5}, "encoding": {"x": said, "y": least, "y2": {"field": "high"}}},
            {"data": {"values": points}, "mark": {"type": "point", "filled": True, "color": "var(--accent)", "opacity": 0.9}, "encoding": {"x": said, "y": so, "size": size}},
        ],
    }


def _page(scores: Scores, sheet: str) -> str:
    rows = "".join(f"<tr><td>{b.start:.1f} to {b.end:.1f}</td><td>{b.mean:.3f}</td><td>{b.share:.3f}</td><td>{b.pairs:,}</td></tr>" for b in scores.bins if b.pairs)
    told = [("precision", scores.precision), ("recall", scores.recall), ("F1", scores.f1), ("precision over all pairs", scores.raw_precision), ("F1 over all pairs", scores.raw_f1)]
    rates = "".join(f"<tr><td>{escape(name)}</td><td>{escape(str(rate))}</td></tr>" for name, rate in told)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title><style>body{{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}'
        "table{border-collapse:collapse;margin:1rem 0}td,th{text-align:left;padding:.2rem 1rem .2rem 0;border-bottom:1px solid #ccc}svg{max-width:100%;height:auto}</style></head>"
        f"<body><h1>{TITLE}</h1>{sheet}<table><tr><th>measure</th><th>value, 95 % interval</th></tr>{rates}</table>"
        f"<table><tr><th>probability</th><th>mean</th><th>share that matches</th><th>pairs</th></tr>{rows}</table></body></html>\n"
    )
