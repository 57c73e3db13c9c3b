"""The command line: every command of ``python -m mnist_core`` (``mnist-lab``), put together.

Results go to stdout, everything else to stderr. PyTorch is imported only by the commands that
need it, so that the others answer at once.
"""

import typer

from mnist_core.cli.commands.backup import backup, restore
from mnist_core.cli.commands.cluster import cluster
from mnist_core.cli.commands.data import data
from mnist_core.cli.commands.describe import describe
from mnist_core.cli.commands.doctor import doctor
from mnist_core.cli.commands.export import export
from mnist_core.cli.commands.import_runs import import_runs
from mnist_core.cli.commands.lr_find import lr_find
from mnist_core.cli.commands.people import people
from mnist_core.cli.commands.predict import predict
from mnist_core.cli.commands.reproduce import reproduce, results
from mnist_core.cli.commands.runs import runs
from mnist_core.cli.commands.serve import serve
from mnist_core.cli.commands.site import site
from mnist_core.cli.commands.steps import steps
from mnist_core.cli.commands.sweep import sweep, sweeps
from mnist_core.cli.commands.train import resume, train
from mnist_core.cli.errors import Commands

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    # a traceback is a bug of ours, so it comes plain and whole, without the values of locals
    pretty_exceptions_enable=False, pretty_exceptions_show_locals=False,
    help="MNIST Drill-Down: published experiments to train, change and look into. Exit code "
         "0: done, 1: failed, 2: wrong input.")
for command in (steps, describe, train, resume, runs, sweep, sweeps, predict, export, lr_find,
                reproduce, results, data, backup, restore, doctor, serve, site, cluster):
    app.command()(command)
app.command("import")(import_runs)
app.add_typer(people, name="people")
