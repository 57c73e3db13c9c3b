"""What belongs to one run of a recipe: seed, held-out digits, device."""

from dashboard.train.recipe.controls.control import Control, Group

RUN = Group("run", "Run", (
    Control(name="seed", label="Seed", usual=(0, 20),
          hint="First weights, order of digits, augmentation and dropout all follow it."),
    Control(name="held_out", label="Held out, digits", usual=(0, 20_000), step=1000,
          hint="Training digits that are not trained on but choose the best epoch."),
    Control(name="device", label="Device"),
))
