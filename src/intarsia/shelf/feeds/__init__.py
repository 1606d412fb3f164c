"""Feeds: the tables of a dataset, or of the pool, in other people's formats. One module each."""
