"""The command line: every command of ``python -m mnist_core`` (``mnist-lab``), put together.

Results go to stdout, everything else to stderr. PyTorch is imported only by the commands that
need it, so that the others answer at once.
"""

import typer

from mnist_core.cli.backup import backup, restore
from mnist_core.cli.bring import bring
from mnist_core.cli.data import data
from mnist_core.cli.describe import describe
from mnist_core.cli.doctor import doctor
from mnist_core.cli.errors import Commands
from mnist_core.cli.export import export
from mnist_core.cli.lr_find import lr_find
from mnist_core.cli.predict import predict
from mnist_core.cli.reproduce import reproduce, results
from mnist_core.cli.runs import runs
from mnist_core.cli.serve import serve
from mnist_core.cli.site import site
from mnist_core.cli.steps import steps
from mnist_core.cli.train import resume, train

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    # a traceback is a bug of ours, so it comes plain and whole, without the values of locals
    pretty_exceptions_enable=False, pretty_exceptions_show_locals=False,
    help="MNIST Drill-Down: published experiments to train, change and look into. Exit code "
         "0: done, 1: failed, 2: wrong input.")
for command in (steps, describe, train, resume, runs, predict, export, lr_find, reproduce,
                results, data, backup, restore, doctor, serve, site):
    app.command()(command)
app.command("import")(bring)
