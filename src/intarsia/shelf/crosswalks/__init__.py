"""Crosswalks: what a concept of one scheme stands for in another; one file each."""
