"""Judging words: what waits for a person, what a person says of it, and how that travels. The desk in the browser and the command line share it."""

from intarsia.judging.acts import KIND, Judgement, judge, standing, undo
from intarsia.judging.queue import Queue, queue, waiting
from intarsia.judging.words import Counts, Word, candidates, counts, examples, open_words

__all__ = ["KIND", "Counts", "Judgement", "Queue", "Word", "candidates", "counts", "examples", "judge", "open_words", "queue", "standing", "undo", "waiting"]
