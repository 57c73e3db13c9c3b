"""The editor: a network in the layer notation, described by ``/api/describe`` while it is typed.

No script of the page reruns for a keystroke; the page follows when the person pauses.
"""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "network_editor"
NEW_LAYERS = ("conv3x3(12)", "conv3x3(12,p1)", "conv1x1(10)", "relu", "bn", "drop(.1)", "maxpool2",
              "avgpool2", "gap", "flatten", "linear(10)")
HTML = """
<section class="editor" tabindex="-1" aria-label="Editor">
  <label for="notation">Layers, in order</label>
  <textarea id="notation" spellcheck="false" autocapitalize="off" autocomplete="off" rows="2"
    aria-describedby="problem"></textarea>
  <p class="problem" id="problem" role="alert" hidden></p>
  <div class="figures">
    <div class="budget"><span class="fill"></span></div>
    <p class="line"></p><p class="base"></p>
  </div>
  <div class="tools" role="toolbar" aria-label="Change the layers">
    <select class="kind" aria-label="Layer to insert"></select>
    <button type="button" data-do="insert" title="Insert after the chosen layer (I)">Insert</button>
    <button type="button" data-do="duplicate" title="Duplicate the chosen layer (D)">Duplicate
      </button>
    <button type="button" data-do="up" title="Move the chosen layer up (Alt + up)">Move up</button>
    <button type="button" data-do="down" title="Move the chosen layer down (Alt + down)">Move down
      </button>
    <button type="button" data-do="fewer" title="Fewer channels (-)">Narrower</button>
    <button type="button" data-do="more" title="More channels (+)">Wider</button>
    <button type="button" data-do="remove" title="Remove the chosen layer (Delete)">Remove</button>
    <span class="gap"></span>
    <button type="button" data-do="undo" title="Undo (Ctrl + Z)">Undo</button>
    <button type="button" data-do="redo" title="Redo (Ctrl + Shift + Z)">Redo</button>
    <button type="button" data-do="train" class="train">Train this</button>
  </div>
  <p class="keys">Choose a layer with a click or the arrow keys. <kbd>I</kbd> inserts, <kbd>D</kbd>
    duplicates, <kbd>Alt</kbd> + <kbd>up</kbd> or <kbd>down</kbd> moves, <kbd>+</kbd> and
    <kbd>-</kbd> change the width, <kbd>Delete</kbd> removes, <kbd>Ctrl</kbd> + <kbd>Z</kbd>
    undoes.</p>
  <p class="spoken" role="status" aria-live="polite"></p>
  <div class="scroll"><table class="layers" role="grid" aria-label="The layers of the network">
    <thead></thead><tbody></tbody></table></div>
</section>
"""

_network_editor = component("network_editor", html=HTML)


def network_editor(data: dict[str, Any], on_layers: Callable[[], None],
                   on_train: Callable[[], None]) -> None:
    """Edit ``data["layers"]``, a text in the notation.

    ``data`` also holds ``base`` (``name`` and ``parameters`` of the network that it began as) and
    ``budgets``. ``on_layers`` is called in the rerun after a change, when the state's ``layers``
    is the new text; ``on_train`` after "Train this", when the state's ``train`` is that text.
    """
    _network_editor(key=KEY, data={**data, "kinds": NEW_LAYERS},
                    on_layers_change=on_layers, on_train_change=on_train)
