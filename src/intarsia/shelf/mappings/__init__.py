"""Mappings: which column of a contributor's file becomes which column of the model. One TOML file each."""
