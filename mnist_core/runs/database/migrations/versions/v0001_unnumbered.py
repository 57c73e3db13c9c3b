"""Databases of before revisions were counted: each gets what it lacks.

There were eleven schemas from 20 to 28 November 2026, each with tables, columns or indices that
the one before it had not, and none told which it was. So this revision asks what is there. It is
frozen: what came later is in later revisions.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    there = sa.inspect(connection)
    for table in unnumbered_tables().sorted_tables:
        if not there.has_table(table.name):
            table.create(connection)
            continue
        columns = {column["name"] for column in there.get_columns(table.name)}
        indices = {index["name"] for index in there.get_indexes(table.name)}
        for column in table.columns:
            if column.name not in columns:
                # a column of its own: the other belongs to its table
                op.add_column(table.name, sa.Column(
                    column.name, column.type, nullable=column.nullable,
                    server_default=column.server_default))
        for index in table.indexes:
            if index.name not in indices:
                index.create(connection)


def unnumbered_tables() -> sa.MetaData:
    """Those of 28 November 2026. What was added since the first has a default or may be empty."""
    tables = sa.MetaData()
    sa.Table(
        "runs", tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("step_id", sa.String),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("num_epochs", sa.Integer),
        sa.Column("seed", sa.Integer),
        sa.Column("changes", sa.String),
        sa.Column("search_text", sa.String),
        sa.Column("revision", sa.Integer),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("started", sa.Double),
        sa.Column("finished", sa.Double),
        sa.Column("heartbeat", sa.Double),
        sa.Column("worker", sa.String),
        sa.Column("lease", sa.Integer, nullable=False, server_default="0"),
        sa.Column("server", sa.String),
        sa.Column("priority", sa.Integer, nullable=False, server_default="0"),
        sa.Column("queue_number", sa.Integer, nullable=False, server_default="0"),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("num_batches", sa.Integer, nullable=False),
        sa.Column("num_train", sa.Integer, nullable=False),
        sa.Column("epochs_done", sa.Integer, nullable=False),
        sa.Column("best_epoch", sa.Integer),
        sa.Column("best_test_accuracy", sa.Double),
        sa.Column("parameters", sa.Integer, nullable=False),
        sa.Column("device", sa.String),
        sa.Column("device_note", sa.String),
        sa.Column("path", sa.String),
        sa.Column("threads", sa.Integer),
        sa.Column("source", sa.String),
        sa.Column("machine", sa.String),
        sa.Column("kept_at", sa.String),
        sa.Column("error", sa.String),
        sa.Column("note", sa.String),
        sa.Column("deleted", sa.Double),
        sa.Column("state_before", sa.String),
        sa.Index("runs_by_state", "state", "id"),
        sa.Index("runs_by_queue", "state", "priority", "queue_number"),
        sa.Index("runs_by_worker", "worker"),
        sa.Index("runs_by_revision", "revision"),
        sa.Index("runs_by_step", "step_id", "state", "best_test_accuracy", "source"),
        sa.Index("runs_by_best", "best_test_accuracy"),
        sa.Index("runs_without_words", "id", sqlite_where=sa.text("changes IS NULL"),
                 postgresql_where=sa.text("changes IS NULL")),
        sqlite_autoincrement=True)
    sa.Table(
        "epochs", tables,
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("epoch", sa.Integer, primary_key=True),
        sa.Column("train_loss", sa.Double, nullable=False),
        sa.Column("train_accuracy", sa.Double, nullable=False),
        sa.Column("test_loss", sa.Double, nullable=False),
        sa.Column("test_accuracy", sa.Double, nullable=False),
        sa.Column("held_out_loss", sa.Double),
        sa.Column("held_out_accuracy", sa.Double),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Index("epochs_by_run", "run_id", "seconds"))
    sa.Table(
        "curves", tables,
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("values", sa.LargeBinary, nullable=False))
    sa.Table(
        "commands", tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("verb", sa.String, nullable=False),
        sa.Index("commands_by_run", "run_id"))
    sa.Table(
        "drawings", tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("digit", sa.Integer, nullable=False),
        sa.Column("pixels", sa.LargeBinary, nullable=False),
        sa.Column("strokes", sa.String),
        sa.Column("picture", sa.LargeBinary),
        sqlite_autoincrement=True)
    sa.Table(
        "recipes", tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("step_id", sa.String, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sqlite_autoincrement=True)
    sa.Table(
        "health", tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Double, nullable=False))
    return tables
