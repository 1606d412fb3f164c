"""Papers: the agreement with contributors, the record of processing, the screening for an impact assessment, and which law applies to whom.

Each is a text in Markdown, in English and Dutch, with places that are filled from the pool's settings and contents; nothing in them is
made up, and what a program cannot know is left to fill in. None is legal advice.
"""

from intarsia.papers.blocks import html
from intarsia.papers.paper import LANGUAGES, NAMES, PUBLIC, Paper, paper, papers

__all__ = ["LANGUAGES", "NAMES", "PUBLIC", "Paper", "html", "paper", "papers"]
