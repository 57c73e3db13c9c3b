"""Whether this server is open to others than this machine, as Streamlit was told."""

from streamlit import config

from dashboard.server.listening import is_open, opened_sentence


def is_server_open() -> bool:
    return is_open(config.get_option("server.address"))


def say_if_open() -> None:
    """One line on the terminal of a server that others reach."""
    if is_server_open():
        print(opened_sentence(config.get_option("server.address"),
                              config.get_option("server.port")), flush=True)
