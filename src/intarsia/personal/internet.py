"""IP addresses, version 4 and 6."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from intarsia.personal.span import Span, Text

_FOUR = re.compile(r"(?<![\w.])(?<![\w]-)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w)(?!\.[0-9])")
_SIX = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}:(?:[0-9A-Fa-f]{0,4}:){1,7}(?:[0-9A-Fa-f]{1,4}|(?:[0-9]{1,3}\.){3}[0-9]{1,3})?(?![\w:])")
SMALL = 20  # numbers of a chapter or a version are small


def addresses(text: Text) -> Iterator[Span]:
    """Addresses of machines: not the numbers of versions, chapters or hours."""
    if text.raw.count(".") >= 3:
        for match in _FOUR.finditer(text.raw):
            parts = [int(part) for part in match[0].split(".")]
            said = text.said(match.start(), match.end())
            if max(parts) > 255 or "version" in said or ("ip_address" not in said and parts[0] not in (10, 127) and max(parts) <= SMALL):
                continue
            yield Span(match.start(), match.end(), "ip-address", parts[0] != 0)
    if text.raw.count(":") >= 2:
        for match in _SIX.finditer(text.raw):
            try:
                ipaddress.IPv6Address(match[0])
            except ValueError:
                continue
            groups = [group for group in match[0].split(":") if group]
            if any(map(str.isdigit, match[0])) and (len(groups) > 2 or groups[0].lower()[:1] in ("2", "f") or "ip_address" in text.said(match.start(), match.end())):
                yield Span(match.start(), match.end(), "ip-address", True)
