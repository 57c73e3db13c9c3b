"""Where people are in lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "lesson_places",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.Integer),
        sa.Column("lesson", sa.String, nullable=False),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("begun", sa.Double, nullable=False),
        sa.Column("updated", sa.Double, nullable=False),
        sa.Column("finished", sa.Double))
    op.create_index("lesson_places_by_owner", "lesson_places", ["owner", "lesson"], unique=True,
                    sqlite_where=sa.text("owner IS NOT NULL"),
                    postgresql_where=sa.text("owner IS NOT NULL"))
    op.create_index("lesson_places_of_nobody", "lesson_places", ["lesson"], unique=True,
                    sqlite_where=sa.text("owner IS NULL"),
                    postgresql_where=sa.text("owner IS NULL"))
