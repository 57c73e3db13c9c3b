"""The report put together: question, result, recipe, network, mistakes, evidence, and how it is
repeated."""

from collections.abc import Iterator, Sequence

from mnist_core.base.format import count_of, duration_text, one_line, percent, unbroken
from mnist_core.base.markup import Markup, el, table
from mnist_core.export.course_columns import COLUMN_WORDS, course_columns
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.html_document import document
from mnist_core.export.report.against import is_on_sample, standings
from mnist_core.export.report.lesson import lessons
from mnist_core.export.report.mistakes import matrix_and_mistakes
from mnist_core.export.report.question import question, repeat_command
from mnist_core.export.report.style import STYLE
from mnist_core.export.report.training import charts, epochs_table
from mnist_core.findings.analysis import curve_sentences
from mnist_core.findings.report import OWN_LADDER, goal_of, verdict
from mnist_core.network.course_table import cells, course_table
from mnist_core.network.notices import sentences
from mnist_core.recipe.table import NETWORK, recipe_words

SAMPLE_WORDS = ("It was trained on the offline sample of MNIST: its figures cannot be held against "
                "published ones.")


def report_html(run: ExportedRun) -> bytes:
    """One page of HTML that asks nobody for anything; on A4 a sheet or two."""
    return document(f"{run.title} · report", STYLE, el("main", *(
        part for part in (_head(run), _question(run), _result(run), _recipe(run), _network(run),
                          matrix_and_mistakes(run), lessons(run.lessons), _note(run),
                          _evidence(run), _repeat(run))
        if part)))


def _head(run: ExportedRun) -> Markup:
    told = []
    if run.shortened:
        told.append(f"A quick try: {run.shortened}. Its figures are not the step's.")
    if is_on_sample(run):
        told.append(SAMPLE_WORDS)
    if len(run.epochs) < run.recipe.epochs:
        told.append(f"It ended after {len(run.epochs)} of {count_of(run.recipe.epochs, 'epoch')}.")
    evidence = run.evidence
    return el("header", el("h1", unbroken(run.title)),
              el("p", "Report of a training with MNIST Drill-Down" + (
                  f", {evidence.date}" if evidence else ""), class_="quiet"),
              *(el("p", text, class_="warning") for text in told), _figures(run))


def _figures(run: ExportedRun) -> Markup:
    epochs = run.epochs
    shown = {"accuracy at the end": percent(epochs[-1].test_accuracy),
             "parameters": f"{run.parameters:,}", "epochs": f"{len(epochs)}"}
    if run.best_epoch:
        best = epochs[run.best_epoch - 1].test_accuracy
        shown = {f"test accuracy, best (epoch {run.best_epoch})": percent(best), **shown}
    if run.evidence:
        shown["training time"] = duration_text(run.evidence.seconds)
    return el("dl", *(el("div", el("dt", name), el("dd", value)) for name, value in shown.items()),
              class_="figures")


def _section(title: str, *parts: Markup | None, class_: str | None = None) -> Markup:
    return el("section", el("h2", title), *parts, class_=class_)


def _question(run: ExportedRun) -> Markup:
    first, *others = question(run)
    return _section("Question", el("p", el("strong", unbroken(first))),
                    *(el("p", unbroken(text)) for text in others))


def _result(run: ExportedRun) -> Markup:
    goal = goal_of(run.step.id if run.step else None)
    judged = verdict(goal, run.parameters, run.epochs)
    told = curve_sentences(run.epochs, goal,
                           train_accuracy_in_eval_mode=run.train_accuracy_in_eval_mode)
    ladder = None if run.step else el("p", (
        f"A run of no ladder is held against the goal of the ladder {OWN_LADDER.title}: "
        f"{goal.text}."), class_="quiet")
    return _section("Result", el("p", unbroken(judged.text), class_="verdict"), ladder,
                    el("ul", *(el("li", unbroken(text)) for text in told)),
                    charts(run, goal), epochs_table(run), _against(run))


def _against(run: ExportedRun) -> Markup | None:
    found = standings(run)
    if not found:
        return None
    rows = ((row.other, row.when, percent(row.own_accuracy), percent(row.other_accuracy),
             unbroken(row.told)) for row in found)
    return table("Held against what was published, and against our own training",
                 ("against", "when", "this run", "other", "difference, and its chance"), rows,
                 left=5)


def _recipe(run: ExportedRun) -> Markup:
    words = recipe_words(run.recipe)
    network = words.pop(NETWORK)
    step = recipe_words(run.step.recipe) if run.step else words
    changed = [(name, text or "none", step[name] or "none") for name, text in words.items()
               if text != step[name]]
    same = [(name, text) for name, text in words.items() if text and text == step[name]]
    shown = el("p", "Network: ", el("code", network))
    if not changed:
        return _section("Recipe", shown, _in_two("Settings", ("setting", "value"), same))
    return _section(
        "Recipe", shown,
        _in_two("Changed settings", ("changed setting", "this run", "the step"), changed),
        el("p", "As in the step: " + "; ".join(f"{name} {text}" for name, text in same) + "."))


def _in_two(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """A long narrow table as two beside each other."""
    half = -(-len(rows) // 2)
    return el("div", *(table(told, columns, part, left=len(columns), unseen=True)
                       for told, part in ((caption, rows[:half]),
                                          (f"{caption}, continued", rows[half:])) if part),
              class_="beside")


def _network(run: ExportedRun) -> Markup:
    described = run.described
    rows = map(cells, course_table(described.layers))
    told = (f"{run.parameters:,} parameters, {described.multiply_adds:,} multiply-adds a digit.",
            *sentences(described.layers))
    return _section("Network and receptive field",
                    course_columns(rows, COLUMN_WORDS), el("p", " ".join(told)), class_="whole")


def _note(run: ExportedRun) -> Markup | None:
    return _section("Note", el("p", run.note, class_="note")) if run.note.strip() else None


def _evidence(run: ExportedRun) -> Markup:
    known = dict(_proofs(run))
    return _section("Evidence", el("dl", *(
        el("div", el("dt", name), el("dd", value)) for name, value in known.items()),
        class_="evidence"))


def _proofs(run: ExportedRun) -> Iterator[tuple[str, str]]:
    yield "run", run.key
    yield "digits", run.source or "not recorded"
    yield "seed", str(run.recipe.seed)
    evidence = run.evidence
    if evidence is None:
        yield "machine", "not recorded"
        return
    yield "date", evidence.date
    yield "device", evidence.device
    yield "processor", one_line(evidence.processor)
    yield "threads", str(evidence.threads)
    yield "backend", evidence.path
    yield "versions", f"Python {evidence.python}, PyTorch {evidence.torch}"
    yield "commit", evidence.commit or "not recorded"
    if evidence.moved_from:
        yield "moved from", evidence.moved_from


def _repeat(run: ExportedRun) -> Markup:
    nearest = "" if run.step else (
        " It is of no step, so the command starts from the nearest one and changes the rest.")
    return _section(
        "Repeat it", el("pre", el("code", repeat_command(run))),
        el("p", "This trains the same recipe with the same seed." + nearest + " On the same "
           "device, threads, backend and versions it ends in the same bits; elsewhere in figures "
           "that differ by chance."))


