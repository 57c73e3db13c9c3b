"""The learning-rate finder as it runs: its curve, its suggestions, and Apply."""

from typing import Any

from dashboard.components.component import component

HTML = """
<section class="finder" aria-label="Learning-rate finder">
  <p class="quiet">Trains a copy of this recipe for 200 batches while the rate rises from one
    millionth to 10. No run is recorded, and nothing of the recipe changes until you apply one.</p>
  <div class="controls"><button type="button" class="go">Find</button>
    <span class="status" role="status"></span></div>
  <div class="curve" role="img" aria-label="No search yet." hidden></div>
  <div class="suggestions"></div>
  <p class="problem" role="alert" hidden></p>
</section>
"""

# Plotly puts its styles into the page
_lr_finder = component("lr_finder", html=HTML, isolate_styles=False)


def lr_finder_chart(recipe: dict[str, Any]) -> float | None:
    """Show the finder for a recipe; the rate that somebody has just applied."""
    lr: float | None = _lr_finder(key="lr_finder", data={"recipe": recipe},
                                  on_apply_change=lambda: None).apply
    return lr
