"""The runs whose rows are gone and whose files are still to be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table("left_files",
                    sa.Column("run_id", sa.Integer, primary_key=True, autoincrement=False))
