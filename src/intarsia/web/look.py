"""An operator's own look: a logo, six colours for light and dark, and two texts, from [look] of pool.toml.

Colours that would make a text hard to read are refused, with the contrast they give: a theme must not undo what the pages promise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intarsia.colours import contrast, luminance
from intarsia.errors import Invalid
from intarsia.model import LOOK_COLOURS
from intarsia.pool import Pool
from intarsia.web.stylesheet import STYLES

LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
BIGGEST_LOGO = 60_000
#: text colour, what it stands on, and the contrast that WCAG 2.2 asks for
PAIRS = [(text, ground, 4.5) for text in ("ink", "ink2", "ink3", "accent") for ground in ("paper", "card", "tint")] + [
    ("ink", "soft", 4.5), ("on-accent", "accent", 4.5), ("border", "paper", 3.0), ("border", "card", 3.0)]
TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


@dataclass(frozen=True)
class Look:
    """What of the look is this pool's own. `version` changes with anything in it."""

    css: str = ""
    logo: Path | None = None
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: str = ""

    def said(self, name: str, language: str) -> str:
        """The operator's text of that name, in this language or else in English or any; empty when there is none."""
        given = self.texts.get(name, {})
        return given.get(language) or given.get("en") or next(iter(given.values()), "")


def tokens() -> dict[str, dict[str, str]]:
    """The colours of tokens.css: {"light": {"paper": "#fbfaf7", ...}, "dark": {...}}."""
    found = TOKEN.findall((STYLES / "tokens.css").read_text("utf-8"))
    return {"light": {name: light for name, light, _dark in found}, "dark": {name: dark for name, _light, dark in found}}


def of(pool: Pool) -> Look:
    """The look of a pool.

    Raises: Invalid for colours that give too little contrast, for a logo that is missing, too large or no picture.
    """
    given = pool.config.look
    where = str(pool.layout.config)
    own = {"light": dict(given.light), "dark": dict(given.dark)}
    whole = {theme: {**ours, **own[theme]} for theme, ours in tokens().items()}
    for theme, colours in whole.items():
        if "accent" in own[theme]:  # what is written on the accent follows it
            colours["on-accent"] = own[theme]["on-accent"] = max(("#ffffff", "#10211f"), key=lambda one: contrast(one, colours["accent"]))
        _readable(theme, own[theme], colours, where)
    changed = [name for name in (*LOOK_COLOURS, "on-accent") if name in own["light"] or name in own["dark"]]
    rules = "".join(f"--{name}:light-dark({whole['light'][name]},{whole['dark'][name]});" for name in changed)
    css = f":root{{{rules}}}\n" if rules else ""
    logo = _logo(pool, given.logo, where) if given.logo else None
    seed = "\n".join((css, repr(pool.config), logo.read_bytes().hex() if logo else ""))
    return Look(css, logo, given.texts, hashlib.sha256(seed.encode()).hexdigest()[:12])


def _readable(theme: str, own: Mapping[str, str], colours: Mapping[str, str], where: str) -> None:
    for text, ground, least in PAIRS:
        if text not in own and ground not in own:
            continue
        if (ratio := contrast(colours[text], colours[ground])) < least:
            said = " on ".join(f"{name} {colours[name]}{'' if name in own else ' (not set by you)'}" for name in (text, ground))
            changed, other = (text, ground) if text in own else (ground, text)
            towards = "darker" if luminance(colours[changed]) < luminance(colours[other]) else "lighter"
            raise Invalid(f"[look.{theme}]: {said} has a contrast of {int(ratio * 100) / 100:.2f}:1, and {least}:1 is needed to be readable", where=where,
                          way_out=f"make {changed} {towards}")


def _logo(pool: Pool, name: str, where: str) -> Path:
    root = pool.layout.root.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or path.suffix.lower() not in LOGOS:
        raise Invalid("the logo is no picture in the pool's folder", where=where, way_out='logo = "look/logo.svg"; .svg, .png and .webp are known')
    if not path.is_file():
        raise Invalid(f"there is no logo at {name}", where=where, way_out="put it there, or take the line out")
    if (size := path.stat().st_size) > BIGGEST_LOGO:
        raise Invalid(f"the logo has {size // 1000} kB, and {BIGGEST_LOGO // 1000} kB is the most: every reader waits for it", where=where,
                      way_out="make it smaller, as SVG for instance")
    return path
