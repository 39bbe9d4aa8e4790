"""`python -m xlcost` is the command `xlcost`."""

from xlcost.cli import main

main()
