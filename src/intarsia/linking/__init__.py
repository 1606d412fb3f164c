"""Which records of different sources are the same work, person or organisation: without labels, with reasons and probabilities.

Arrow in (`record.SCHEMA`), Arrow out (`Found`); it knows no pool, no file and no SQL engine. The method is in docs/linking.md.
"""

from __future__ import annotations

from intarsia.linking.comparing import PAIRS as PAIRS
from intarsia.linking.comparing import Found as Found
from intarsia.linking.comparing import Options as Options
from intarsia.linking.comparing import compare as compare
from intarsia.linking.record import SCHEMA as SCHEMA
