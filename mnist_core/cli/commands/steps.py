"""The command that lists the published experiments: steps."""


import typer

from mnist_core.cli.output import AsJson, accuracy_cell, print_json, print_table


def steps(as_json: AsJson = False) -> None:
    """List the published experiments, and what their ladders aim at."""
    from mnist_core.ladders import LADDERS, STEPS
    from mnist_core.runs.run_list.contract_json import step_json

    if as_json:
        print_json([step_json(step) for step in STEPS.values()])
        return
    print_table(["step", "ladder", "title", "parameters>", "best train %>", "best test %>"],
                [(step.id, step.ladder_id, step.title, f"{step.published.parameters:,}",
                  accuracy_cell(step.published.best_train_accuracy),
                  accuracy_cell(step.published.best_test_accuracy)) for step in STEPS.values()])
    for ladder in LADDERS:
        typer.echo(f"{ladder.id} aims at {ladder.goal.text}.")
