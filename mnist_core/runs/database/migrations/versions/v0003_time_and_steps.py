"""How a run stands against its step, how long workers had it, and how long it will take.

Runs without ``against_step`` are described when the lab is opened (``run_words``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for column in (sa.Column("against_step", sa.String), sa.Column("claimed", sa.Double),
                   sa.Column("spent", sa.Double, nullable=False, server_default="0"),
                   sa.Column("seconds_left", sa.Double)):
        op.add_column("runs", column)
    op.drop_index("runs_by_step", "runs")
    op.create_index("runs_by_step", "runs", ["step_id", "state", "against_step",
                                             "best_test_accuracy", "source"])
    op.drop_index("runs_without_words", "runs")
    missing = sa.text("against_step IS NULL")
    op.create_index("runs_without_words", "runs", ["id"], sqlite_where=missing,
                    postgresql_where=missing)
