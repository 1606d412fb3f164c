"""Suggest: from a file's columns to a draft mapping and description, with a confidence word and one line why."""
