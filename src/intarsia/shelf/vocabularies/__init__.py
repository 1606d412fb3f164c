"""Vocabularies: the words of each facet in every sector's language. One SKOS file each, in Turtle."""
