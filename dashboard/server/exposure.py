"""Whether this server is open to others than this machine, as Streamlit was told."""

from streamlit import config

from mnist_core.base.machine.addresses import is_open


def is_server_open() -> bool:
    return is_open(config.get_option("server.address"))
