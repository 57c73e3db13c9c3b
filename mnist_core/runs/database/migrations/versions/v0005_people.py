"""People, their classes and tokens, and whose a run, a drawing or a recipe is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for table in ("runs", "drawings", "recipes"):
        op.add_column(table, sa.Column("owner", sa.Integer))
    op.add_column("drawings", sa.Column("class_state", sa.String))
    op.add_column("drawings", sa.Column("read_as", sa.Integer))
    op.create_index("class_digits_by_owner", "drawings", ["owner", "digit"], unique=True,
                    sqlite_where=sa.text("class_state IS NOT NULL"),
                    postgresql_where=sa.text("class_state IS NOT NULL"))
    op.create_index("runs_by_owner", "runs", ["owner", "claimed"],
                    sqlite_where=sa.text("owner IS NOT NULL"),
                    postgresql_where=sa.text("owner IS NOT NULL"))
    op.create_table(
        "queue",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("is_paused", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("last_run", sa.Integer))
    op.create_table(
        "classrooms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("last_opened", sa.Double, nullable=False),
        sa.Column("is_closed", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("num_joined", sa.Integer, nullable=False, server_default="0"),
        sa.Column("shown_as", sa.String, nullable=False, server_default="nicknames"),
        sa.Column("offered", sa.String),
        sa.Column("offered_at", sa.Double),
        sqlite_autoincrement=True)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("classroom", sa.Integer, sa.ForeignKey("classrooms.id")),
        sa.Column("nickname", sa.String, nullable=False),
        sa.Column("folded_nickname", sa.String, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("name", sa.String),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("words_digest", sa.String),
        sa.Column("account", sa.String),
        sa.Column("sign_in", sa.Integer, nullable=False, server_default="1"),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("last_seen", sa.Double, nullable=False),
        sqlite_autoincrement=True)
    op.create_index("people_by_nickname", "people", ["classroom", "folded_nickname"], unique=True)
    op.create_index("people_by_words", "people", ["words_digest"], unique=True)
    op.create_index("people_by_account", "people", ["account"], unique=True)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("last_used", sa.Double))
    op.create_index("tokens_by_person", "tokens", ["person"])
    op.create_table("secrets", sa.Column("name", sa.String, primary_key=True),
                    sa.Column("value", sa.String, nullable=False))
    op.create_table(
        "challenges",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("classroom", sa.Integer, sa.ForeignKey("classrooms.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("rules", sa.String, nullable=False),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("opened", sa.Double),
        sa.Column("closed", sa.Double),
        sa.Column("open_in", sa.Integer, unique=True),
        sa.Column("num_changes", sa.Integer, nullable=False, server_default="0"),
        sqlite_autoincrement=True)
    op.create_index("challenges_by_classroom", "challenges", ["classroom", "id"])
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("challenge", sa.Integer, sa.ForeignKey("challenges.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("run_numbers", sa.String),
        sa.Column("parameters", sa.Integer, nullable=False),
        sa.Column("first_accuracy", sa.Double, nullable=False),
        sa.Column("submitted", sa.Double, nullable=False),
        sa.Column("withdrawn", sa.Double),
        sqlite_autoincrement=True)
    op.create_index("submissions_by_challenge", "submissions",
                    ["challenge", "person", "run_numbers"], unique=True)
    op.create_index("submissions_by_person", "submissions", ["person"])
    op.create_table(
        "submitted_runs",
        sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("run_number", sa.Integer, primary_key=True),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("weights", sa.LargeBinary, nullable=False),
        sa.Column("answers", sa.LargeBinary, nullable=False))
