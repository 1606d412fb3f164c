"""`python -m intarsia.cli`: the command where the script is not on the path."""

from intarsia.cli import main

main()
