"""A round of ten digits on a pad, and others' digits to say what they are.

It asks ``/api/class-digits`` by itself; no script of the page reruns for a digit.
"""

from dashboard.components.component import component

HTML = """
<section class="round">
  <div class="task" role="group" aria-labelledby="digit-task">
    <h2 id="digit-task"></h2>
    <p class="progress"></p>
    <div class="pad">
      <div class="board">
        <canvas class="ink" width="560" height="560" tabindex="0" role="img"
          aria-label="Drawing area" aria-describedby="digit-keys"></canvas>
        <div class="boxes" aria-hidden="true"></div>
        <p class="hint" aria-hidden="true">Draw here</p>
      </div>
      <div class="tools">
        <button type="button" class="undo" disabled>Undo</button>
        <button type="button" class="clear" disabled>Clear</button>
        <button type="button" class="keep" disabled>Keep it</button>
      </div>
      <p class="keys" id="digit-keys">Keys, once the area has the focus: <kbd>arrows</kbd> move,
        <kbd>Space</kbd> puts the pen down or lifts it, <kbd>U</kbd> undoes, <kbd>Enter</kbd> keeps
        the digit.</p>
    </div>
    <p class="problem" role="alert" hidden></p>
  </div>
  <div class="task" role="group" aria-labelledby="other-task">
    <h2 id="other-task">Which digit is this?</h2>
    <p class="waiting"></p>
    <div class="question">
      <div class="other"></div>
      <div class="answers"></div>
      <p class="keys">Or type it.</p>
    </div>
    <p class="said" role="status"></p>
  </div>
  <div class="lists">
    <h3 class="own-title">Your digits</h3>
    <ul class="own cards"></ul>
    <div class="everybody" hidden>
      <h3>Everybody's digits</h3>
      <label>Show <select class="state"></select></label>
      <ul class="all cards"></ul>
    </div>
  </div>
</section>
"""

_digit_round = component("digit_round", html=HTML)


def digit_round() -> None:
    """Draw the round of whoever looks; the teacher also settles and removes anybody's."""
    _digit_round(key="digit_round", data={})
