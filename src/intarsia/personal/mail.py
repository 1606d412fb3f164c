"""E-mail addresses, and addresses of a person's own page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intarsia.personal.span import Span, Text
from intarsia.personal.words import ROLES

_DOMAIN = re.compile(r"@(?:(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,8}[^\W\d_][\w-]{0,61}[^\W_]|\[[0-9a-fA-F.:]{3,45}\])")
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]")
# "j dot smith [at] example (dot) org": as people write it to keep machines away
_SPELLED = re.compile(
    r"(?<![\w.+-])[\w+-]{1,40}(?:\.[\w+-]{1,40}){0,4}\s?(?:[\[({<]\s?(?:at|apenstaartje|arroba|chiocciola|@)\s?[\])}>]|\sat\s)\s?[\w-]{1,60}"
    r"(?:(?:\s?[\[({<]\s?(?:dot|punt|punkt|point|punto|kropka|\.)\s?[\])}>]\s?|\s(?:dot|punt)\s|\.)[\w-]{2,60}){1,4}",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:https?://)?(?:www\.|[a-z]{2}\.)?(?:(?:twitter|x|instagram|facebook|threads|github|snapchat|pinterest|t)\.(?:com|net|me)/(?:add/)?|linkedin\.com/in/|(?:tiktok|youtube"
    r"|medium)\.com/@|reddit\.com/u(?:ser)?/)"
    r"@?(?!(?:share|sharer|intent|hashtag|search|home|status|explore|watch|groups|events|pages|p|login|about)\b)[\w.%-]{2,60}",
    re.IGNORECASE,
)


def emails(text: Text) -> Iterator[Span]:
    """E-mail addresses; those of a desk or an office have `role`."""
    if "@" in text.raw:
        for match in _DOMAIN.finditer(text.raw):
            start = match.start()
            while start and match.start() - start < 64 and _LOCAL.match(text.raw[start - 1]):
                start -= 1
            local = text.raw[start : match.start()]
            kept = local.lstrip("./'`{|=?&*!-#$%^~")
            start += len(local) - len(kept)
            if kept.startswith("mailto") and "=" in kept:  # "?to=name@..."
                start += kept.rindex("=") + 1
            if start < match.start():
                yield Span(start, match.end(), "email", True, is_role(text.raw[start : match.start()], match[0][1:]))
    if re.search(r"\bat\b|@|arroba|apenstaartje|chiocciola", text.flat):
        for match in _SPELLED.finditer(text.raw):
            if re.search(r"\s(?:at)\s", match[0], re.IGNORECASE) and not re.search(r"\sdot\s|\spunt\s|[\[({<]", match[0], re.IGNORECASE):
                continue  # "look at example.org" is no address
            yield Span(match.start(), match.end(), "email", True)


def handles(text: Text) -> Iterator[Span]:
    """Addresses of a person's page at a network of people."""
    if "." in text.raw and "/" in text.raw:
        for match in _HANDLE.finditer(text.raw):
            if not match.start() or not (text.raw[match.start() - 1].isalnum() or text.raw[match.start() - 1] in ".-@"):
                yield Span(match.start(), match.end(), "handle", True)


def is_role(local: str, domain: str) -> bool:
    """Is this the address of a desk: info@, press@, or the name of the house itself?"""
    parts = [part for part in re.split(r"[._+-]", local.lower()) if part]
    name = domain.lower().split(".")[0]
    return bool(parts) and (all(part in ROLES or part.isdigit() for part in parts) or local.lower() == name)
