"""The controls of schedules, and what people call these."""

from dashboard.train.recipe.controls.control import Control, Group

SCHEDULE_NAMES = {
    "constant": "Constant", "step": "Step", "exponential": "Exponential",
    "one-cycle": "One-cycle", "cosine": "Cosine", "plateau": "On a plateau"}
SCHEDULE = Group("schedule", "Schedule", (
    Control(name="schedule.kind", label="Schedule"),
    Control(name="schedule.patience", label="Patience, epochs", usual=(0, 10),
          hint="After more epochs than this without a lower loss, the rate falls."),
    Control(name="schedule.every", label="Every, epochs", usual=(1, 20)),
    Control(name="schedule.gamma", label="Factor", usual=(0.05, 1), step=0.05),
    Control(name="schedule.warmup", label="Warm-up, share", usual=(0.05, 0.9), step=0.05,
          hint="The share of the run in which the rate rises."),
    Control(name="schedule.div", label="Start: peak divided by", usual=(1, 100),
          in_ratios=True),
    Control(name="schedule.final_div", label="End: start divided by", usual=(1, 1e5),
          in_ratios=True),
    Control(name="schedule.final_lr", label="Final learning rate", usual=(0, 0.05),
          step=0.0005),
    Control(name="schedule.momentum_min", label="Lowest momentum", usual=(0.5, 0.99), step=0.01),
    Control(name="schedule.momentum_max", label="Highest momentum", usual=(0.5, 0.99),
          step=0.01),
))
