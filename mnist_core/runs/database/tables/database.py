"""What is of the database itself."""

from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class SecretRow(Base):
    """What all servers of this database share and nobody else knows, such as the key that signs
    cookies."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class HealthRow(Base):
    """One row, written to see whether rows can be written; ``at`` in UNIX seconds."""

    __tablename__ = "health"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]
