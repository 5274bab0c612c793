"""The `belfort` command: one verb a question. Parse, call one verb, show.

The rooms are imported when a verb runs, not before, so that help and completion answer at once.
"""

import sys
from typing import Annotated

import typer

from belfort import __version__
from belfort.cli import catalogue, coverage, raid, scenario, site, study, terrain

app = typer.Typer(
    name="belfort",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Try:  belfort explain benelux   |   belfort catalogue show nasams   |   belfort new mine.toml",
    pretty_exceptions_enable=False,
)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(terrain.app, name="terrain")
for verb in (scenario.new, scenario.check, scenario.explain, scenario.cite):
    app.command(no_args_is_help=True, epilog=scenario.EXAMPLES[verb.__name__])(verb)
app.command(no_args_is_help=True, epilog=site.EXAMPLE)(site.site)
app.command(no_args_is_help=True, epilog=coverage.EXAMPLES)(coverage.coverage)
app.command(no_args_is_help=True, epilog=raid.EXAMPLES)(raid.raid)
for verb in (study.study, study.report):
    app.command(no_args_is_help=True, epilog=study.EXAMPLES[verb.__name__])(verb)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"belfort {__version__}")
        raise typer.Exit


@app.callback()
def belfort(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Layered air defence, openly: what is known, what the situation is, and who says so.

    Simulation and study from public sources only; every figure with its range, source and evidence.
    """


def main() -> None:
    """Run the command line; a closed pipe or an interrupt ends it quietly."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
