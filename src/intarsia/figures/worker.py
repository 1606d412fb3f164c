"""The child that draws: requests come in on stdin, drawings leave on stdout, each as a length and its bytes.

Started as a file, so that it imports nothing of ours; it ends when stdin does, that is, with its parent.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import Any

import vl_convert


def draw(asked: dict[str, Any]) -> bytes:
    """An SVG from a specification, or a PNG from an SVG."""
    if asked["kind"] == "png":
        return bytes(vl_convert.svg_to_png(asked["svg"], scale=2))
    return str(vl_convert.vegalite_to_svg(asked["spec"], format_locale=asked["locale"], allowed_base_urls=[])).encode()


def main() -> None:
    """Answer until there is nothing more to read; what fails is answered too, in words."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(4):
        asked = json.loads(source.read(struct.unpack("!I", head)[0]))
        try:
            mark, body = b"+", draw(asked)
        except Exception as error:  # noqa: BLE001 - the parent tells it in its own words
            mark, body = b"-", str(error)[:500].encode()
        target.write(mark + struct.pack("!I", len(body)) + body)
        target.flush()


if __name__ == "__main__":
    main()
