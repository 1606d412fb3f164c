"""Formats: bytes in, Arrow batches out. One file per format; see base.py for what a format promises."""
