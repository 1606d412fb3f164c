"""Dates of birth: a date beside a word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intarsia.personal.span import Span, Text

_MONTH = (
    r"(?:jan|feb|mar|mrt|apr|may|mei|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|fev|fevr|avr|juin|juil|aou|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|sty|lut|kwi|maj|cze|lip|sie|wrz|paz|lis"
    r"|gru)[a-z]*\.?"
)
DATE = re.compile(
    r"(?<![\w.,/-])(?:[0-3]?[0-9][ ]?[./-][ ]?[01]?[0-9][ ]?[./-][ ]?(?:1[89]|20)?[0-9]{2}|(?:1[89]|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9]"
    rf"|[0-3]?[0-9](?:st|nd|rd|th|er|\.)?,? (?:of |de |d')?{_MONTH},?(?: de| del)? (?:1[89]|20)[0-9]{{2}}|{_MONTH} [0-3]?[0-9](?:st|nd|rd|th)?,? (?:1[89]|20)[0-9]{{2}})(?![\w/-])"
)


def dates(text: Text) -> Iterator[Span]:
    """Dates of birth; a year alone is none."""
    if text.digits >= 4:
        for match in DATE.finditer(text.flat):
            if "birth_date" in text.said(match.start(), match.end()):
                yield Span(match.start(), match.end(), "birth-date", True)
