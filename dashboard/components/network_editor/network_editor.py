"""The editor: a network in the layer notation, described by ``/api/describe`` while it is typed.

No script of the page reruns for a keystroke; the page follows when the person pauses.
"""

from collections.abc import Callable
from typing import Any

from dashboard.components.component import component

KEY = "network_editor"
NEW_LAYERS = ("conv3x3(12)", "conv3x3(12,p1)", "conv1x1(10)", "relu", "bn", "drop(.1)", "maxpool2",
              "avgpool2", "gap", "flatten", "linear(10)")
BLOCK = "conv3x3(12) relu bn"
WHOLE_BLOCK = "conv3x3(12,p1) relu bn"
"""The map keeps its size, so that whatever follows still fits."""
BLOCKS = (BLOCK, f"{BLOCK} drop(.1)", "maxpool2 conv1x1(10)", "gap conv1x1(10) flatten")
HTML = """
<section class="editor" tabindex="-1" aria-label="Editor">
  <div class="drafts">
    <span class="labelled"><label for="draft">Draft</label>
      <select id="draft" class="draft"></select></span>
    <span class="labelled naming"><label for="draft-name">Name</label>
      <input id="draft-name" class="draft-name" maxlength="60" autocomplete="off"></span>
    <button type="button" data-do="blank" title="Begin a draft without any layer">Blank</button>
    <button type="button" data-do="forget">Delete draft</button>
    <span class="gap"></span>
    <button type="button" data-do="save" title="Keep it on the server, for every browser">Save as
      own recipe</button>
    <button type="button" data-do="train" class="train">Train this</button>
    <p class="told" role="status"></p>
  </div>
  <label for="notation">Layers, in order</label>
  <textarea id="notation" spellcheck="false" autocapitalize="off" autocomplete="off" rows="2"
    placeholder="conv3x3(12) relu gap conv1x1(10) flatten" aria-describedby="problem"></textarea>
  <div class="in-sight">
    <div class="tools" role="toolbar" aria-label="Change the layers">
      <span class="pair"><select class="kind" aria-label="Layer to insert"></select>
        <button type="button" data-do="insert" title="Insert after the chosen layer (I)">Insert
        </button></span>
      <button type="button" data-do="block" title="Insert a convolution as wide as the one before
that keeps the map's size, with relu and batch norm, behind the chosen layer's block
(B)">+ conv relu bn
      </button>
      <button type="button" data-do="duplicate" title="Duplicate the chosen layer (D)">Duplicate
      </button>
      <button type="button" data-do="up" title="Move the chosen layer up (Alt + up)">Up</button>
      <button type="button" data-do="down" title="Move the chosen layer down (Alt + down)">Down
      </button>
      <button type="button" data-do="fewer" title="Fewer channels (-)">Narrower</button>
      <button type="button" data-do="more" title="More channels (+)">Wider</button>
      <button type="button" data-do="remove" title="Remove the chosen layer (Delete)">Remove
      </button>
      <span class="gap"></span>
      <button type="button" data-do="undo" title="Undo (Ctrl + Z)">Undo</button>
      <button type="button" data-do="redo" title="Redo (Ctrl + Shift + Z)">Redo</button>
    </div>
    <p class="problem" id="problem" role="alert" hidden></p>
    <p class="begin" role="status" hidden>Add a first layer: choose one and press Insert, or write
      the layers above.</p>
    <div class="figures">
      <div class="budget"><span class="fill"></span></div>
      <p class="line"></p><p class="base"></p>
    </div>
  </div>
  <p class="spoken" role="status" aria-live="polite"></p>
  <div class="scroll"><table class="layers" role="grid" aria-label="The layers of the network">
    <thead></thead><tbody></tbody></table></div>
  <ul class="notices"></ul>
  <p class="keys">Choose a layer with a click or the arrow keys, drag it by its grip.
    <kbd>I</kbd> inserts, <kbd>B</kbd> inserts a block, <kbd>D</kbd> duplicates, <kbd>Alt</kbd> +
    <kbd>up</kbd> or <kbd>down</kbd> moves, <kbd>+</kbd> and <kbd>-</kbd> change the width,
    <kbd>Delete</kbd> removes, <kbd>Ctrl</kbd> + <kbd>Z</kbd> undoes. Drafts are kept in this
    browser.</p>
</section>
"""

_network_editor = component("network_editor", html=HTML)


def network_editor(data: dict[str, Any], on_layers: Callable[[], None],
                   on_train: Callable[[], None], on_open: Callable[[], None],
                   on_save: Callable[[], None]) -> None:
    """Edit ``data["layers"]``, a text in the notation, which the page's address spells ``typed``.

    ``data`` also holds ``base`` (``name``, ``source``, ``layers`` and ``parameters`` of the network
    that it began as), ``budgets``, and ``told``: what came of the last saving. The callbacks are
    called in the rerun after a change: ``on_layers`` when the state's ``layers`` is the new text,
    ``on_train`` after "Train this", when the state's ``train`` is that text; ``on_open`` when
    ``open`` is another draft (its ``source`` and ``layers``), ``on_save`` when ``save`` is one to
    keep (its ``name`` and ``layers``).
    """
    _network_editor(
        key=KEY, data={**data, "block": WHOLE_BLOCK,
                       "kinds": {"Layers": NEW_LAYERS, "Blocks": BLOCKS}},
        on_layers_change=on_layers, on_train_change=on_train, on_open_change=on_open,
        on_save_change=on_save)
