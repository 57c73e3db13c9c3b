"""The `nets` ladder: from 6.4 million parameters down to 7,664, twenty epochs at each size."""

from mnist_core.augment.colour import Colour
from mnist_core.augment.rotation import Rotation
from mnist_core.ladders.step import Goal, Ladder, PrintedTable, Published, Step, misprints
from mnist_core.recipe.recipe import SGD, Normalisation, Recipe

# the network that the course handed out; the `finetune` ladder starts from it too
COURSE_BASELINE = (
    "conv3x3(32,p1,bias) relu conv3x3(64,p1,bias) relu maxpool2 "
    "conv3x3(128,p1,bias) relu conv3x3(256,p1,bias) relu maxpool2 "
    "conv3x3(512,bias) relu conv3x3(1024,bias) relu conv3x3(10,bias) flatten"
)
_NARROW = (
    "conv3x3(8,p1,bias) relu conv3x3(16,p1,bias) relu maxpool2 "
    "conv3x3(24,p1,bias) relu conv3x3(28,p1,bias) relu maxpool2 "
    "conv3x3(24,bias) relu conv3x3(16,bias) relu conv3x3(10,bias) flatten"
)
_NORMALISED = (
    "conv3x3(8,p1,bias) bn relu conv3x3(16,p1,bias) bn relu maxpool2 "
    "conv3x3(20,p1,bias) bn relu conv3x3(24,p1,bias) bn relu maxpool2 "
    "conv3x3(20,bias) bn relu conv3x3(16,bias) relu conv3x3(10,bias) flatten"
)
_DROPOUT_AFTER_POOLS = (
    "conv3x3(8,p1,bias) bn relu conv3x3(16,p1,bias) bn relu maxpool2 drop(.3) "
    "conv3x3(20,p1,bias) bn relu conv3x3(16,p1,bias) bn relu maxpool2 drop(.3) "
    "conv3x3(20,bias) bn relu conv3x3(16,bias) relu conv3x3(10,bias) flatten"
)
_DROPOUT_AFTER_CONVOLUTIONS = (
    "conv3x3(8,p1,bias) bn relu drop(.2) conv3x3(16,p1,bias) bn relu drop(.2) maxpool2 "
    "conv3x3(12,p1,bias) bn relu drop(.2) conv3x3(16,p1,bias) bn relu drop(.2) maxpool2 "
    "conv3x3(20,bias) bn relu drop(.2) conv3x3(16,bias) relu conv3x3(10,bias) flatten"
)
_SMALL = (
    "conv3x3(8,p1) bn relu drop(.1) conv3x3(12,p1) bn relu drop(.1) maxpool2 "
    "conv3x3(16,p1) bn relu drop(.1) conv3x3(10,p1) bn relu drop(.1) maxpool2 "
    "conv3x3(14) bn relu conv3x3(10,bias) conv3x3(10,bias) flatten"
)
_NOT_NORMALISED = Normalisation(mean=0, std=1)
# the notebooks give the standard deviation twice
_STD_TWICE = Normalisation(mean=0.3081, std=0.3081)
_SGD = SGD(lr=0.01, momentum=0.9)
_ROTATION = Rotation(degrees=7, fill=1)

_STEPS = (
    Step(
        id="nets-1",
        title="Course baseline",
        notebook="ERA_V2_S7_Net1.ipynb",
        recipe=Recipe(layers=COURSE_BASELINE, normalisation=_NOT_NORMALISED, batch_size=64,
                      optimiser=_SGD, epochs=20),
        published=Published(parameters=6_379_786, best_train_accuracy=99.95,
                            best_test_accuracy=99.32, parameters_text="6.3M"),
        target="Get a working baseline, from the data to the curves, with a network whose size "
               "is not a concern.",
        taught="Six million parameters learn the training digits by heart, and test accuracy "
               "still stops at 99.32 %. More parameters are not what is missing.",
        analysis="From epoch 3 on train accuracy is above test accuracy; it rounds to 100.00 % "
                 "in epochs 18 and 19. Test accuracy moves between 98.94 % and 99.32 % all that "
                 "time. The test loss is lowest in epoch 12, at 0.0263, and no better after it: "
                 "0.0291 at the end.",
        printed=PrintedTable(source="the comments in model.py", misprints=misprints(
            rout={5: 10, 6: 12, 10: 28, 11: 30, 15: 34})),
        errata=(
            "The README's 6.3M is 6,379,786 parameters, which rounds to 6.4M. It is the network "
            "from which the fine-tuning ladder starts as well.",
            "The notebook's cells were run out of order, so the stored run was trained without "
            "normalisation. Run from top to bottom, mean and standard deviation would both be "
            "0.3081.",
            "The README gives no batch size. The code asks for 128 on CUDA, but the run was on "
            "an Apple GPU, where it falls back to 64 (938 batches an epoch).",
            "All six nets ran for 20 epochs, five more than the goal allows. The best values of "
            "this one within 15 epochs are 99.95 % train and 99.29 % test; the README's 99.32 % "
            "comes from epoch 20.",
            "The receptive fields in model.py are wrong, because the comments double them at "
            "every pool (up to 34). The true ones are 3, 5, 6, 10, 14, 16, 24, 32 and 40.",
            "The goal asks for exactly three steps; there are six nets. Some bullets of the "
            "README are empty.",
        ),
    ),
    Step(
        id="nets-2",
        title="Narrow network",
        notebook="ERA_V2_S7_Net2.ipynb",
        recipe=Recipe(layers=_NARROW, normalisation=_STD_TWICE, batch_size=64, optimiser=_SGD,
                      epochs=20),
        published=Published(parameters=21_798, best_train_accuracy=99.77,
                            best_test_accuracy=99.34, parameters_text="21k"),
        target="Keep the shape of the baseline and make it light, by cutting the channels of "
               "every layer but the last.",
        taught="Nearly 300 times fewer parameters cost no accuracy: the best epoch has 99.34 %, "
               "that of the baseline 99.32 %. Even a network of 21,798 parameters overfits.",
        analysis="The 99.34 % of epoch 16 stands alone, between 99.18 % and 99.05 %. Train "
                 "accuracy climbs to 99.83 %, 0.67 points above test accuracy at the end. The "
                 "test loss grows from 0.0281 in epoch 16 to 0.0408 in epoch 20: the network is "
                 "overfitting.",
        errata=(
            "The README speaks of adaptive average pooling. The code constructs it but never "
            "calls it: the net ends in a 3x3 convolution on a 3x3 map.",
            "The README's 21k is 21,798 parameters.",
            "The pixels are normalised with a mean of 0.3081, which is the standard deviation, "
            "so they run from -1.00 to 2.25 instead of being centred. Net 3 to Net 6 do the "
            "same.",
            "The README gives no batch size: it was 64, as in Net 1.",
            "It ran for 20 epochs. The best values within 15 are 99.70 % train and 99.18 % test; "
            "the 99.34 % comes from epoch 16.",
            "The README gives 99.77 % as the best train accuracy; the log goes on to 99.83 % in "
            "epoch 20.",
        ),
    ),
    Step(
        id="nets-3",
        title="Batch norm",
        notebook="ERA_V2_S7_Net3.ipynb",
        recipe=Recipe(layers=_NORMALISED, normalisation=_STD_TWICE, batch_size=64,
                      optimiser=_SGD, epochs=20),
        published=Published(parameters=17_354, best_train_accuracy=99.98,
                            best_test_accuracy=99.40),
        target="Make the net lighter still, and add batch norm after every convolution but the "
               "last two.",
        taught="Batch norm makes for a fast start: 95.36 % train accuracy in the first epoch, "
               "against 83.18 % in the net before. It is not a cure for overfitting: train "
               "accuracy still goes to 99.98 %.",
        analysis="The test loss has its lowest value, 0.0229, in epoch 4 and again in epoch 12, "
                 "while train accuracy climbs on to 99.98 %. The best test accuracies come late "
                 "and one at a time: 99.38 % in epoch 18, 99.28 % in epoch 19, 99.40 % in epoch "
                 "20. One epoch in twenty meets the target.",
        errata=(
            "The README speaks of adaptive average pooling. As in Net 2 it is constructed but "
            "never called.",
            "The README gives no batch size: it was 64.",
            "It ran for 20 epochs, and the 99.40 % comes from the last of them. The best values "
            "within 15 are 99.87 % train and 99.36 % test.",
            "The pixels are normalised with a mean of 0.3081 instead of 0.1307.",
        ),
    ),
    Step(
        id="nets-4",
        title="Dropout",
        notebook="ERA_V2_S7_Net4.ipynb",
        recipe=Recipe(layers=_DROPOUT_AFTER_POOLS, normalisation=_STD_TWICE, batch_size=64,
                      optimiser=_SGD, epochs=20),
        published=Published(parameters=14_450, best_train_accuracy=99.19,
                            best_test_accuracy=99.42),
        target="Stop the overfitting with a dropout of 0.3, in a net that is a little narrower.",
        taught="Dropout turns the order round: train accuracy now ends below test accuracy, and "
               "the test loss falls to 0.0172, where Net 3 never got below 0.0229. Part of the "
               "gap only says that dropout is on in training and off in testing.",
        analysis="Five of the twenty epochs reach 99.40 %: 11, 15, 17, 18 and 20. Between them "
                 "test accuracy drops to 99.23 % (epoch 16), and once, in epoch 10, to 98.76 %. "
                 "The best epoch is the eleventh with 99.43 %, so the target is hit often but "
                 "not held.",
        errata=(
            "The README's 99.19 % and 99.42 % differ from the log, whose best values are 99.17 % "
            "train (epoch 20) and 99.43 % test (epoch 11). The 99.42 % is that of the last "
            "epoch.",
            "Dropout acts in two places only, after each of the two max pools.",
            "The README's maximum kernel of 20 instead of 24 means the number of channels in the "
            "widest layer.",
            "The README gives no batch size: it was 64.",
            "It ran for 20 epochs. The best values within 15 are 99.04 % train and 99.43 % test.",
            "The pixels are normalised with a mean of 0.3081 instead of 0.1307.",
            "Adaptive average pooling is constructed in the code but never called.",
        ),
    ),
    Step(
        id="nets-5",
        title="Augmentation",
        notebook="ERA_V2_S7_Net5.ipynb",
        recipe=Recipe(layers=_DROPOUT_AFTER_CONVOLUTIONS, normalisation=_STD_TWICE,
                      rotation=_ROTATION, colour=Colour(brightness=0.1, contrast=0.1),
                      batch_size=64, optimiser=_SGD, epochs=20),
        published=Published(parameters=12_122, best_train_accuracy=98.76,
                            best_test_accuracy=99.43),
        target="Shrink the net again, to 12,122 parameters, without losing test accuracy.",
        taught="A smaller net that is regularised harder does as well as a larger one. Training "
               "that is made harder also takes longer: after 20 epochs test accuracy is still "
               "rising.",
        analysis="Train accuracy never passes 98.86 % and stays below test accuracy in every "
                 "epoch. Epochs 12, 19 and 20 reach the target, with 99.43 %, 99.42 % and "
                 "99.46 %. The test loss is at its lowest, 0.0185, in the last epoch.",
        printed=PrintedTable(source="the comments in model.py", misprints=misprints(
            nout={19: 7})),
        errata=(
            "The README repeats the text of Net 4, a dropout of 0.3 after every transition. The "
            "code has 0.2 after each of the first five convolutions, before the pool.",
            "Augmentation starts with this net, which the README does not say: rotation by up to "
            "7 degrees, and jitter of brightness and contrast by 0.1. The saturation and hue "
            "that the code also jitters do nothing on grey images.",
            "The 99.43 % that the README calls the maximum training accuracy is the test "
            "accuracy; train accuracy was 98.76 %.",
            "The README's figures are the best of the first 15 epochs. All 20 epochs reach "
            "98.86 % train and 99.46 % test.",
            "The README gives no batch size: it was 64.",
            "The pixels are normalised with a mean of 0.3081 instead of 0.1307.",
            "The sizes in the comments of model.py are wrong where the padding ends: the maps "
            "shrink from 7 to 5, 3 and 1. Adaptive average pooling is constructed but never "
            "called.",
        ),
    ),
    Step(
        id="nets-6",
        title="Under 8,000",
        notebook="ERA_V2_S7_Net6.ipynb",
        recipe=Recipe(layers=_SMALL, normalisation=_STD_TWICE, rotation=_ROTATION,
                      colour=Colour(brightness=0.2, contrast=0.2), batch_size=256,
                      optimiser=_SGD, epochs=20),
        published=Published(parameters=7_664, best_train_accuracy=98.93,
                            best_test_accuracy=99.40),
        target="Get below 8,000 parameters and still reach 99.4 %, with lighter dropout and "
               "stronger jitter.",
        taught="To hit a target once is not to hold it. Choosing the best of twenty epochs on "
               "the test set flatters every result, so look at the epochs around the best one "
               "too.",
        analysis="Epoch 15 reaches 99.40 %; the one before has 99.31 %, the one after 99.14 %. "
                 "The last five epochs stay between 99.14 % and 99.32 %, so none of them meets "
                 "the target. The test loss is lowest in epoch 15, too, at 0.0198.",
        printed=PrintedTable(source="the comments in model.py", misprints=misprints(
            nout={19: 7})),
        errata=(
            "The README's 14th epoch counts from 0: the 99.40 % came in the fifteenth, with a "
            "train accuracy of 98.93 %.",
            "The run did not end there: it went on to epoch 20, and test accuracy fell back to "
            "99.14 % to 99.32 %. The best train accuracy is 99.07 %, in epoch 19.",
            "The best train accuracy within 15 epochs is 98.94 %, in epoch 14.",
            "The batch size went from 64 to 256, which the README does not mention.",
            "Dropout follows only the first four convolutions, not every one.",
            "The first five convolutions lose their bias, which the batch norm right after them "
            "would cancel anyway; the last two keep theirs. There is no ReLU between the last "
            "two, so together they are one linear map.",
            "The README's 5 to 7 % of rotation means up to 7 degrees.",
            "The pixels are normalised with a mean of 0.3081 instead of 0.1307. The jitter of "
            "saturation and hue does nothing on grey images.",
            "The sizes in the comments of model.py are wrong where the padding ends: the maps "
            "shrink from 7 to 5, 3 and 1. Adaptive average pooling is constructed but never "
            "called.",
            "The repository also has a Net 7 (this net with a step schedule, best test accuracy "
            "99.36 %) and an earlier Net 6 of 7,300 parameters; neither is part of this ladder.",
        ),
    ),
)

LADDER = Ladder(
    id="nets",
    title="Net 1 to Net 6",
    author="thamizhannal",
    repository="thamizhannal/ERA-V2",
    branch="main",
    commit="c501df6",
    folder="s7",
    published_in="March 2024",
    goal=Goal(test_accuracy=99.4, max_parameters=8_000, max_epochs=15),
    summary="Six nets of one shape, each with fewer parameters: 6.4 million at the start, 7,664 "
            "at the end. Test accuracy hardly suffers, but no net holds 99.4 %.",
    steps=_STEPS,
)
