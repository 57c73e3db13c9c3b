"""Experiments, their trials and runs; which machine a run moved from, and what had it made."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("runs", sa.Column("node", sa.String))
    op.add_column("runs", sa.Column("num_moves", sa.Integer, nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("moved_from", sa.String))
    op.add_column("runs", sa.Column("made_for", sa.String))
    op.create_table(
        "experiments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("step_id", sa.String),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("problem", sa.String),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("finished", sa.Double),
        sa.Column("owner", sa.Integer),
        sa.Column("num_changes", sa.Integer, nullable=False, server_default="0"),
        sqlite_autoincrement=True)
    op.create_index("experiments_by_state", "experiments", ["state", "id"])
    op.create_index("experiments_by_owner", "experiments", ["owner", "id"])
    op.create_table(
        "trials",
        sa.Column("experiment", sa.Integer,
                  sa.ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("overrides", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("created", sa.Double, nullable=False))
    op.create_table(
        "trial_runs",
        sa.Column("experiment", sa.Integer, primary_key=True),
        sa.Column("trial", sa.Integer, primary_key=True),
        sa.Column("seed", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", ondelete="SET NULL")),
        sa.Column("is_made", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("was_there", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("pruned_at", sa.Integer),
        sa.Column("passed", sa.Integer),
        sa.Column("problem", sa.String),
        sa.ForeignKeyConstraint(["experiment", "trial"], ["trials.experiment", "trials.number"],
                                ondelete="CASCADE"))
    op.create_index("trial_runs_by_run", "trial_runs", ["run_id"])
