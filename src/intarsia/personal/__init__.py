"""Personal data in texts: where it stands, what it is, and how to show that without showing it.

Forms and check digits find addresses and numbers. Names of people are not found: a name is told from another word only by a
language model or a register, and neither is certain. Free text is therefore "not checked for names", and every report says so.
"""

from intarsia.personal.finding import spans as spans
from intarsia.personal.masking import masked as masked
from intarsia.personal.scanning import prefilter as prefilter
from intarsia.personal.scanning import scan as scan
from intarsia.personal.span import KINDS as KINDS
from intarsia.personal.span import Span as Span
