"""The controls of optimisers."""

from dashboard.train.recipe.controls.control import Control, Group

OPTIMISER = Group("optimiser", "Optimiser", (
    Control(name="optimiser.kind", label="Optimiser"),
    Control(name="optimiser.lr", label="Learning rate", usual=(1e-4, 1), in_ratios=True,
          hint="The highest one of the schedule."),
    Control(name="optimiser.momentum", label="Momentum", usual=(0, 0.99), step=0.01),
    Control(name="optimiser.nesterov", label="Nesterov momentum"),
    Control(name="optimiser.beta1", label="Beta 1", usual=(0.5, 0.99), step=0.01),
    Control(name="optimiser.beta2", label="Beta 2", usual=(0.9, 0.9999), step=0.001),
    Control(name="batch_size", label="Batch size", usual=(8, 1024), in_ratios=True),
))
