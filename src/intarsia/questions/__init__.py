"""Questions by strangers: SPARQL and SQL over one release, answered in a child process that can be killed.

    desk     takes a question, waits for a turn, asks a child, hands back its answer
    turns    the queue: bounded, and fair between clients
    children the children as the server sees them: started, watched, killed
    child    what a child does: open a release, answer one question after the other
"""

from __future__ import annotations

from intarsia.questions.desk import Desk
from intarsia.questions.question import Answer, Busy, Question, TooMuch

__all__ = ["Answer", "Busy", "Desk", "Question", "TooMuch"]
