"""Numbers of runs are never given twice, in the very first databases neither.

Those of SQLite's that were made on 20 November 2026 before 19:05 number a new run as the last
deleted one, so that a link to that shows another run.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    made_by = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'runs'"))
    if "AUTOINCREMENT" not in made_by:
        # SQLite can only say so when a table is made
        with op.batch_alter_table("runs", recreate="always",
                                  table_kwargs={"sqlite_autoincrement": True}):
            pass
