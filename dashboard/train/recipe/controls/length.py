"""How long a run trains, and on how many digits: the group that stands above Start."""

from dashboard.train.recipe.controls.control import Control, Group

LENGTH = Group("length", "Length", (
    Control(name="epochs", label="Epochs", usual=(1, 30)),
    Control(name="num_train", label="Training digits", usual=(1000, 60_000), step=1000,
          hint="Fewer make a quick try. The published runs use all 60,000."),
    Control(name="class_digits", label="Class digits",
          hint="Digits that the class drew itself are trained on, too. Those of writers who "
               "are measured on are never among them."),
))
