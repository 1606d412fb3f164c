"""The door for eyes and machines: pages and their JSON and CSV twins over one release."""

from intarsia.web.app import create_app

__all__ = ["create_app"]
