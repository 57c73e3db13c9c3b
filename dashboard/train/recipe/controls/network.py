"""The layers, and how pixels are scaled before the first."""

from dashboard.train.recipe.controls.control import Control, Group

NETWORK = Group("network", "Network", (
    Control(name="layers", label="Layers",
          hint="One token a layer, in the order in which they act. The rate of dropout is set "
               "under Regularisation."),
    Control(name="normalisation.mean", label="Pixel mean", usual=(0, 1), step=0.01,
          is_detail=True, hint="Subtracted from every pixel, which is 0 to 1."),
    Control(name="normalisation.std", label="Pixel deviation", usual=(0.1, 1), step=0.01,
          is_detail=True, hint="What is left is divided by it."),
))
