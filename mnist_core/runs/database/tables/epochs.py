"""What runs measured: a row an epoch, and the curves of their batches."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class EpochRow(Base):
    __tablename__ = "epochs"
    # how long runs took is told in every list of them
    __table_args__ = (Index("epochs_by_run", "run_id", "seconds"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"),
                                        primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    train_loss: Mapped[float]
    train_accuracy: Mapped[float]
    test_loss: Mapped[float]
    test_accuracy: Mapped[float]
    held_out_loss: Mapped[float | None]
    held_out_accuracy: Mapped[float | None]
    seconds: Mapped[float]


class CurveRow(Base):
    """Consecutive batches; ``values`` is float32 [3, num]: loss, percent correct, lr."""

    __tablename__ = "curves"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"),
                                        primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[bytes] = mapped_column(LargeBinary)
