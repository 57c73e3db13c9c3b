"""What was trained, and how its figures came to be, as JSON."""

import json
from dataclasses import asdict

from mnist_core.export.exported_run import ExportedRun
from mnist_core.recipe.diff import diff_text

FORMAT = 1
"""Of what `import` reads: `evidence.json`, `recipe.json`, `epochs.csv` and the safetensors files.

One more means that an older lab cannot read them. A figure more of each epoch needs none: an older
lab leaves out a column that it does not know.
"""
RECIPE, EVIDENCE = "recipe.json", "evidence.json"


def recipe_json(run: ExportedRun) -> bytes:
    """The recipe as the HTTP routes and `import` read it."""
    return _json(json.loads(run.recipe.to_json()))


def evidence_json(run: ExportedRun) -> bytes:
    """Which run it was, of which step and how it differs from that, and where it was trained."""
    step = run.step
    return _json({
        "format": FORMAT, "run": run.key, "title": run.title, "name": run.given_name,
        "imported": run.is_imported, "step": step and step.id,
        "changed": diff_text(step.recipe, run.recipe) if step else None,
        "is_quick_try": run.is_quick_try, "seed": run.recipe.seed, "parameters": run.parameters,
        "batches_per_epoch": run.num_batches, "best_epoch": run.best_epoch,
        "weights_of": run.moment if run.network else None, "digits": run.source,
        "note": run.note, "evidence": run.evidence and {
            # what older labs do not know is only told where there is something to tell
            name: value for name, value in asdict(run.evidence).items() if value is not None}})


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
