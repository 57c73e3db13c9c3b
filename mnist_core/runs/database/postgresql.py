"""PostgreSQL's engine, and the lock under which one server of several changes its schema."""

from sqlalchemy import Connection, Engine, create_engine, func, select

# a machine that vanished is noticed within 20 s, not after minutes of silence
_LINE = {"connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5,
         "keepalives_count": 2, "tcp_user_timeout": 20_000}
# any number that nobody else uses in this database
_SCHEMA_LOCK = 7_460_231


def server_engine(url: str) -> Engine:
    """The engine of a database that a server keeps.

    Raises:
        ArgumentError: it is not an address of one.
        ImportError: its driver is not installed.
    """
    # a server that was restarted has closed all connections, which must not fail anybody
    return create_engine(url, pool_pre_ping=True, connect_args=dict(_LINE))


def lock_schema(connection: Connection) -> None:
    """Wait until no other server changes the schema; held until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
