"""A server whose socket names no protocol, as Streamlit's, sends at once all the same."""

import socket

from dashboard.server.nodelay import send_at_once


def test_connections_to_a_port_of_this_process_are_not_held_back() -> None:
    with socket.socket(socket.AF_INET) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        send_at_once()
        with (socket.create_connection(listener.getsockname()),
              listener.accept()[0] as connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
