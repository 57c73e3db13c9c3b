"""Where people are in lessons, the lesson that a class is at, and sittings of the quiz."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("classrooms", sa.Column("given_lesson", sa.String))
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
    op.create_table(
        "quiz_sittings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.Integer),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("questions", sa.String, nullable=False),
        sa.Column("answers", sa.String, nullable=False),
        sa.Column("begun", sa.Double, nullable=False),
        sa.Column("finished", sa.Double))
    op.create_index("quiz_sittings_by_owner", "quiz_sittings", ["owner", "id"])
    is_open = "owner IS NOT NULL AND finished IS NULL"
    is_nobodys = "owner IS NULL AND finished IS NULL"
    op.create_index("quiz_sittings_open", "quiz_sittings", ["owner", "stage"], unique=True,
                    sqlite_where=sa.text(is_open), postgresql_where=sa.text(is_open))
    op.create_index("quiz_sittings_open_of_nobody", "quiz_sittings", ["stage"], unique=True,
                    sqlite_where=sa.text(is_nobodys), postgresql_where=sa.text(is_nobodys))
    op.create_table(
        "digit_sets",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("classroom", sa.Integer, sa.ForeignKey("classrooms.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("writers", sa.String, nullable=False),
        sa.Column("images", sa.LargeBinary, nullable=False),
        sa.Column("labels", sa.LargeBinary, nullable=False))
