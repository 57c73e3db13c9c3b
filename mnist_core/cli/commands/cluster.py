"""The command that starts a cluster on this machine: cluster."""

from typing import Annotated

import typer

from mnist_core.base.settings import read_settings
from mnist_core.cli.errors import FAILED
from mnist_core.foreground.notes import note


def cluster(
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535,
                                      help="The dashboard's.")] = 8501,
    nodes: Annotated[int, typer.Option(metavar="N", min=1, max=16,
                                       help="Machines that train, pretended on this one.")] = 2,
) -> None:
    """Start PostgreSQL, an S3 server, Ray and the dashboard on this machine. Ctrl-C ends all of it.

    Everything listens on localhost alone; what it keeps lies in MNIST_HOME/cluster.
    """
    from mnist_core.cluster.start import run_cluster
    from mnist_core.cluster.supervisor import ServiceFailed

    try:
        run_cluster(read_settings(), port=port, num_nodes=nodes, say=note)
    except ServiceFailed as error:
        note(str(error))
        raise typer.Exit(FAILED) from None
