"""What keeps a network from fitting its training digits too closely."""

from dashboard.train.recipe.controls.control import Control, Group

REGULARISATION = Group("regularisation", "Regularisation", (
    Control(name="dropout", label="Dropout", usual=(0, 0.5), step=0.01,
          hint="The probability in every dropout layer."),
    Control(name="optimiser.weight_decay", label="Weight decay", usual=(0, 0.01), step=0.0001),
    Control(name="label_smoothing", label="Label smoothing", usual=(0, 0.3), step=0.01,
          hint="Takes this share from the right class, so that no answer is wholly certain."),
    Control(name="weight_average", label="Average of weights", usual=(0, 0.999), step=0.001,
          hint="Measures and keeps a moving average of the weights with this decay; 0: none."),
))
