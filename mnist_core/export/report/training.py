"""The course of a training: accuracy and loss by epoch, drawn, and as a table for who hears it."""

from mnist_core.base.format import loss_text
from mnist_core.base.markup import Markup, el, table
from mnist_core.charts.curves import accuracy_chart, lines_of, loss_chart
from mnist_core.charts.epoch_chart import Line
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.report.against import is_on_sample, reference, reference_words
from mnist_core.ladders import Goal

MOST_ROWS = 60


def charts(run: ExportedRun, goal: Goal) -> Markup:
    """Side by side; with the step's published log and reference run where the digits are the same.
    """
    accuracies, losses = lines_of(run.epochs, "test", "train, while it learned")
    if run.step and not is_on_sample(run):
        log, found = run.step.log, reference(run)
        accuracies.append(Line("test, published", "published", log.test_accuracy))
        losses.append(Line("test, published", "published", log.test_loss))
        if found:
            name = f"test, {reference_words(found)}"
            accuracies.append(Line(name, "reference",
                                   [epoch.test_accuracy for epoch in found.epochs()]))
            losses.append(Line(name, "reference",
                               [epoch.test_loss for epoch in found.epochs()]))
    return el("div", accuracy_chart("accuracy", accuracies, goal.test_accuracy),
              loss_chart("loss", losses), class_="beside")


def epochs_table(run: ExportedRun) -> Markup:
    """What the charts show, in figures; of very long runs every so many epochs."""
    every = -(-len(run.epochs) // MOST_ROWS)
    rows = ((str(epoch.epoch), f"{epoch.train_accuracy:.2f}", f"{epoch.test_accuracy:.2f}",
             loss_text(epoch.train_loss), loss_text(epoch.test_loss)) for epoch in run.epochs
            if epoch.epoch % every == 0 or epoch.epoch == len(run.epochs))
    return el("div", table("Epochs of this run", (
        "epoch", "train accuracy, %", "test accuracy, %", "train loss", "test loss"), rows),
        class_="unseen")
