"""Pairs: which records of two files are the same thing, with probability and reasons, and how often that is right."""
