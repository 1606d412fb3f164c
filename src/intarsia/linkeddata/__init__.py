"""One thing of a release as linked data: its statements, the vocabulary they use, the catalogue, and the check that all of it resolves."""
