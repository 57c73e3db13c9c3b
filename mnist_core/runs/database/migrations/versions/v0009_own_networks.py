"""Whether a run's layers are another network than those of its step.

Runs that changed something in their step are described anew when the lab is opened (``run_words``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("runs", sa.Column("own_network", sa.Boolean, nullable=False,
                                    server_default=sa.false()))
    op.drop_index("runs_by_step", "runs")
    op.create_index("runs_by_step", "runs", ["step_id", "state", "against_step", "own_network",
                                             "best_test_accuracy", "source"])
    op.execute("UPDATE runs SET against_step = NULL "
               "WHERE step_id IS NOT NULL AND against_step <> 'same'")
