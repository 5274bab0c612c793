"""`belfort catalogue`: what is known, and from whom."""

import typer

app = typer.Typer(help="What is known, and from whom.", no_args_is_help=True)
