"""The words of the field that the pages use: each in two sentences, and where to see it here.

Whoever shows a term links it to ``glossary?term=KEY``: by ``marked`` in Markdown, by ``termLink``
of ``components/shared/words/term.js`` in an element. ``components/frame/`` opens such links in
place.
"""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

Topic = Literal["network", "training", "judging"]
TOPICS: dict[Topic, str] = {"network": "The network", "training": "Training it",
                            "judging": "Judging and looking inside"}


@dataclass(frozen=True, slots=True)
class Term:
    """``page`` is the name of one of ``PAGES``, ``at`` its parameters, ``seen`` what one sees
    there; ``also`` are other spellings that texts have."""

    key: str
    name: str
    text: str
    topic: Topic
    seen: str
    page: str
    at: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Of the place where it can be seen, below the server's root."""
        path = "" if self.page == "ladders" else self.page
        return f"{path}?{urlencode(self.at)}" if self.at else path or "."


_LAYERS = {"step": "strategy-4"}
_SEES = {"step": "strategy-4", "view": "sees"}
_TRAIN = {"step": "strategy-4"}
_WRONG = {"run": "strategy-4@1"}
_OPENED = {"run": "strategy-4@1", "digit": "2462"}

_NETWORK = (
    Term("convolution", "convolution",
         "A small window of weights slides over a picture and computes one weighted sum at each "
         "place. The same weights everywhere make it cheap, and let it find a stroke wherever it "
         "lies.", "network", "a network's convolutions, layer by layer", "network", _LAYERS,
         ("convolutions",)),
    Term("kernel", "kernel",
         "The window of weights of a convolution, often 3 x 3. Its width decides how many "
         "neighbours one value looks at.", "network", "the kernels of a trained network",
         "network", {"run": "strategy-4@1", "view": "filters"}, ("kernels",)),
    Term("channel", "channel",
         "One of the maps that a layer computes side by side, each with weights of its own. "
         "conv3x3(16) has 16 of them, so it can look for 16 patterns at once.", "network",
         "the output of each layer as channels x height x width", "network", _LAYERS,
         ("channels",)),
    Term("feature-map", "feature map",
         "What one channel of a layer answers at every place of the picture, drawn as a picture "
         "itself. Bright places are where its pattern was found.", "network",
         "every feature map for one digit", "network",
         {"run": "strategy-4@1", "view": "activations"}, ("feature maps", "activations")),
    Term("1x1-convolution", "1x1 convolution",
         "A convolution whose window is a single place: it mixes channels and looks at no "
         "neighbours. It is the cheap way to make many channels few.", "network",
         "conv1x1(10) in this network's table", "network", _LAYERS,
         ("1x1 convolutions", "1x1 layer")),
    Term("padding", "padding",
         "Rows and columns of zeros around a map before a window slides over it. With a padding "
         "of 1 a 3 x 3 convolution keeps the size; without, the map loses a pixel at each side.",
         "network", "padding beside the size of each layer", "network", _LAYERS),
    Term("stride", "stride",
         "How many places a window moves at a time. A stride of 2 halves the width of the map "
         "and doubles the jump.", "network", "the stride of each layer", "network", _LAYERS),
    Term("jump", "jump",
         "How many pixels of the digit lie between what two neighbouring values of a map look at. "
         "It is the product of all strides so far.", "network", "the jump of each layer",
         "network", _LAYERS),
    Term("receptive-field", "receptive field",
         "The square of pixels on which one value of a layer can depend. Each layer widens it by "
         "(kernel - 1) x jump.", "network", "the field of each layer, drawn on a digit", "network",
         _SEES, ("receptive fields",)),
    Term("effective-receptive-field", "effective receptive field",
         "How strongly each pixel really moves a value: the size of the gradient at that pixel, "
         "averaged over many digits. It is usually smaller than the receptive field and fades "
         "towards its edge.", "network", "both fields side by side", "network", _SEES),
    Term("max-pooling", "max pooling",
         "Keeps only the largest value of each small window, mostly 2 x 2. The map gets smaller, "
         "the jump doubles, and a shift by a pixel matters less.", "network",
         "maxpool2 in this network's table", "network", _LAYERS, ("max pool",)),
    Term("global-average-pooling", "global average pooling",
         "Takes the mean of each whole map, so that one number a channel is left. It needs no "
         "weights, where a fully connected layer would need thousands.", "network",
         "gap in this network's table", "network", {"step": "models-1"},
         ("global pooling", "global average", "GAP")),
    Term("batch-norm", "batch norm",
         "Brings each channel to mean 0 and deviation 1 over the digits of the batch, then scales "
         "and shifts it by two learned numbers. Training gets faster and steadier; when digits "
         "are read, averages kept from training take the batch's place.", "network",
         "the step that introduces it", "ladders", {"step": "nets-3"},
         ("batch normalisation", "batch normalization")),
    Term("dropout", "dropout",
         "Sets a random share of values to zero in every training step and scales up the rest. "
         "The network cannot lean on any single value, so it overfits less; when digits are read, "
         "nothing is dropped.", "network", "its slider under Regularisation", "train", _TRAIN),
    Term("relu", "ReLU",
         "Replaces negative values by zero and keeps the others. Without such a bend, a stack of "
         "convolutions could do no more than a single one.", "network",
         "maps before and after it", "network", {"run": "strategy-4@1", "view": "activations"}),
    Term("parameters", "parameters",
         "The numbers that training sets: the weights and biases of convolutions, and the scale "
         "and shift of batch norm. These ladders ask for much accuracy with few of them.",
         "network", "how many each layer has", "network", _LAYERS),
    Term("multiply-adds", "multiply-adds",
         "Multiplications, each with its addition, to read one digit. They say what a network "
         "costs to run, which its parameters do not: one weight is used at every place.",
         "network", "how many each layer takes", "network", _LAYERS),
)
_TRAINING = (
    Term("epoch", "epoch",
         "One pass over all training digits. After each one the test digits are read, and the "
         "curves get a point.", "training", "a run of 15 epochs", "train",
         {"step": "strategy-4", "replay": "strategy-4@1"}, ("epochs",)),
    Term("batch", "batch",
         "The digits that are read together before the weights change once. A large batch gives a "
         "calmer gradient but fewer steps an epoch.", "training", "Batch size under Optimiser",
         "train", _TRAIN, ("batches",)),
    Term("cross-entropy", "loss (cross-entropy)",
         "Minus the logarithm of the probability that the network gives to the right class, "
         "averaged over digits. It is 0 for certain and right, 2.3 for guessing among ten, and "
         "large for certain and wrong.", "training", "the loss of every batch", "train",
         {"step": "strategy-4", "replay": "strategy-4@1"}, ("cross-entropy",)),
    Term("gradient", "gradient",
         "For every weight, how fast the loss grows when that weight grows. A training step moves "
         "all weights a little against it.", "training",
         "its size in each layer, by \"One batch\" of a paused run", "train", _TRAIN,
         ("gradients",)),
    Term("learning-rate", "learning rate",
         "How far the weights move along the gradient in one step. Too high a rate makes the loss "
         "jump or blow up, too low a rate wastes epochs.", "training",
         "its slider, and \"Find a learning rate\"", "train", _TRAIN),
    Term("schedule", "learning-rate schedule",
         "How the learning rate changes during a run. Large steps find the region early, small "
         "ones settle in it at the end.", "training", "the curve of this step's rate", "train",
         _TRAIN, ("LR schedule",)),
    Term("one-cycle", "one-cycle",
         "A schedule whose learning rate rises to a peak and then falls far below its start, while "
         "momentum goes the other way. The peak may be high, so few epochs are enough.",
         "training", "the step that uses it", "train", {"step": "finetune-6"}),
    Term("warm-up", "warm-up",
         "The first part of a run, in which the learning rate rises. Early gradients are large and "
         "point everywhere, so full steps could throw the weights far off.", "training",
         "the rising part of a one-cycle rate", "train", {"step": "finetune-6"}),
    Term("plateau", "schedule on a plateau",
         "Lowers the learning rate by a factor when the loss has not fallen for some epochs. Here "
         "it looks at training or held-out digits and never at the test digits.", "training",
         "where it is chosen, under Schedule", "train", _TRAIN, ("plateau",)),
    Term("momentum", "momentum",
         "Each step keeps a share of the step before, like a ball that rolls on. It evens out the "
         "noise of batches and moves faster where gradients agree.", "training",
         "its slider under Optimiser", "train", _TRAIN),
    Term("weight-decay", "weight decay",
         "Pulls every weight a little towards zero in every step. Small weights make smoother "
         "decisions, which often read new digits better.", "training",
         "its slider under Regularisation", "train", _TRAIN),
    Term("label-smoothing", "label smoothing",
         "The target gives the right class a little less than 1, and the rest to other classes. "
         "The network is kept from being more certain than the labels deserve.", "training",
         "its slider under Regularisation", "train", _TRAIN),
    Term("ema", "average of weights (EMA)",
         "An exponential moving average of the weights, kept beside the training; it is the "
         "average that is measured and kept. It irons out the last steps' wobble, often worth a "
         "few hundredths of a percent.", "training", "its slider under Regularisation", "train",
         _TRAIN, ("EMA",)),
    Term("augmentation", "augmentation",
         "Training digits are turned, shifted or bent at random, differently in every epoch. The "
         "network never sees the same picture twice, so it learns what stays the same.",
         "training", "sixteen digits before and after it", "train", _TRAIN),
    Term("normalisation", "normalisation of pixels",
         "From every pixel the mean of the training set is subtracted, and the rest is divided by "
         "its deviation. Inputs around zero let all weights learn at a similar pace.", "training",
         "its two fields under Network, More", "train", _TRAIN),
    Term("seed", "seed",
         "The number from which all chance of a run follows: first weights, order of digits, "
         "augmentation, dropout. The same recipe with another seed shows how much of a result is "
         "luck.", "training", "its field under Run", "train", _TRAIN, ("seeds",)),
    Term("experiment", "experiment, sweep",
         "A question that several runs answer: some settings are varied, each choice is trained "
         "with several seeds. It says which choice is best, and whether by more than chance.",
         "training", "all of them, and \"Vary settings\" on Train", "experiments"),
    Term("trial", "trial",
         "One choice of the settings that an experiment varies. It has one run for each seed, and "
         "counts by their mean.", "training", "the points of an experiment's pictures",
         "experiments", {}, ("trials",)),
    Term("pruned", "pruned trial",
         "A trial that was stopped early because most others were better after as many epochs "
         "(successive halving). It is shown hollow, and can be trained to its end.", "training",
         "\"Stop hopeless runs early\" of an experiment", "train",
         _TRAIN | {"vary.dropout": "0,0.05,0.1", "vary.plan.halving": "1"},
         ("pruning", "successive halving")),
    Term("held-out", "held-out digits",
         "Training digits that are not trained on but measured after every epoch, to choose the "
         "best one. Chosen by test digits instead, the best epoch flatters itself.", "training",
         "their number under Run", "train", _TRAIN),
)
_JUDGING = (
    Term("overfitting", "overfitting",
         "Training accuracy goes on rising while test accuracy stands still or falls: the network "
         "learns its digits by heart. Dropout and augmentation lower the training figure to raise "
         "the other one.", "judging", "a step where it shows", "ladders",
         {"step": "strategy-3"}, ("overfits", "overfit")),
    Term("logit", "logit",
         "The number that the network computes for a class before they are turned into "
         "probabilities. Only differences count: add 5 to all ten, and nothing changes.",
         "judging", "the last layer's values for one digit", "network",
         {"run": "strategy-4@1", "view": "activations"}, ("logits",)),
    Term("softmax", "softmax",
         "Turns ten logits into ten probabilities: each is raised to a power of e and divided by "
         "their sum. The largest one is what the pages call how sure a network is.", "judging",
         "the bars while you draw", "draw", _WRONG),
    Term("confusion-matrix", "confusion matrix",
         "Counts how often each digit was read as each other one: rows are true classes, columns "
         "what was read. All errors lie off the diagonal.", "judging", "the matrix of a run",
         "errors", _WRONG),
    Term("recall", "recall and precision",
         "Recall: of all true sevens, the share that was read as 7. Precision: of all digits read "
         "as 7, the share that are sevens.", "judging", "both at the edges of the matrix", "errors",
         _WRONG, ("recall", "precision")),
    Term("disputed-label", "disputed label",
         "A test digit for which people who looked again would choose another label than MNIST "
         "has. A network that disagrees there may be right.", "judging",
         "the wall of disputed digits", "errors", _WRONG | {"labels": "disputed"}),
    Term("mcnemar", "McNemar's test",
         "Looks only at digits that exactly one of two networks reads right, and asks whether an "
         "even coin would split them so unevenly. It compares two trained networks; whether one "
         "recipe beats another takes several seeds of each.", "judging", "its answer for two runs",
         "compare", {"runs": "strategy-1@1,strategy-4@1"}, ("McNemar",)),
    Term("interval", "95 % interval",
         "Where the true mean of all seeds lies, as far as these few tell: of a hundred such "
         "intervals about 95 hold it. More seeds make it narrower.", "judging",
         "behind each trial of an experiment", "experiments", {}, ("confidence interval",)),
    Term("holm", "Holm's correction",
         "Among twenty equals one looks better by chance. Where many trials are compared, each "
         "p-value is raised by how many there are, so that all findings together stay honest.",
         "judging", "the figures behind an experiment's answer", "experiments", {},
         ("Holm",)),
    Term("power", "power, statistical",
         "How likely an experiment is to see a difference that is really there. Small differences "
         "take many seeds, which is said before they are spent.", "judging",
         "below the cost of an experiment on Train", "train",
         _TRAIN | {"vary.dropout": "0,0.05,0.1"}),
    Term("confirmation", "confirmation",
         "The best of many trials is partly the luckiest. So it is trained anew with fresh seeds "
         "and measured once on the test set, which shows by how much choosing had flattered it.",
         "judging", "below the answer of an experiment that is over", "experiments", {}),
    Term("integrated-gradients", "integrated gradients",
         "The gradient of a class's score by each pixel, summed on the way from a black picture to "
         "the digit, times the pixel. The shares of all pixels add up to the change of the score.",
         "judging", "\"Where it looked\" of an opened digit", "errors", _OPENED),
    Term("class-activation-map", "class activation map",
         "The last maps, added up with the weights that the class gives them: where the evidence "
         "for that class lies. It is coarse, as coarse as those maps are.", "judging",
         "\"Where it looked\" of an opened digit", "errors", _OPENED),
    Term("neighbours", "nearest in training",
         "The training digits whose features, the values that the last layer decides by, are "
         "closest to this digit's. They show what the network takes for the same.", "judging",
         "\"Most alike in training\" of an opened digit", "errors", _OPENED),
    Term("pca", "PCA",
         "Principal component analysis: turns the features so that the first two axes hold as much "
         "of their spread as any two can. It is quick and bends nothing, so groups that two axes "
         "cannot part lie on each other.", "judging", "the map of all test digits", "errors",
         _WRONG | {"show": "map"}),
    Term("t-sne", "t-SNE",
         "Lays features out in a plane so that near neighbours stay near. How far apart groups "
         "lie, and how large they are, means nothing.", "judging", "the map of the test digits",
         "errors", _WRONG | {"show": "map", "layout": "tsne"}),
    Term("centre-of-mass", "centred by mass",
         "MNIST's makers scaled each digit into 20 x 20 pixels and put its centre of ink into the "
         "middle of 28 x 28. A drawing is treated alike, or the network would see digits unlike "
         "any it knows.", "judging", "the three pictures below the pad", "draw", _WRONG,
         ("centre of mass",)),
)
TERMS = {term.key: term for term in (*_NETWORK, *_TRAINING, *_JUDGING)}
