"""What Alembic runs to take a database through the revisions.

The connection is that of ``schema``, in whose transaction all of them run.
"""

from alembic import context

from mnist_core.runs.database.tables.base import Base

context.configure(connection=context.config.attributes["connection"],
                  target_metadata=Base.metadata)
context.run_migrations()
