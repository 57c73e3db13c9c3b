"""Who one is: the nickname, the three words, other devices, tokens for programs."""

from dashboard.components.component import component
from mnist_core.runs.people.tokens import MAX_NAME

HTML = f"""
<section class="me" aria-label="Me">
  <form class="rename">
    <label for="me-nickname">Nickname</label>
    <span class="row"><input id="me-nickname" maxlength="64" autocomplete="off" spellcheck="false">
      <button>Rename</button></span>
    <p class="status" role="status"></p>
  </form>
  <div class="of-a-student">
    <h2>My three words</h2>
    <p>They bring you back from another device. Nobody can read them again, not even the teacher;
      new ones replace the old.</p>
    <p class="secret words" hidden></p>
    <p class="row"><button type="button" class="new-words">New words</button>
      <button type="button" class="copy copy-words" hidden>Copy</button></p>
    <p class="status words-status" role="status"></p>
  </div>
  <div class="of-a-class">
    <h2>Other devices</h2>
    <p>Signs you out wherever else you joined: a phone that is lost, a computer of the school.</p>
    <p class="row"><button type="button" class="others">Sign out other devices</button></p>
    <p class="status others-status" role="status"></p>
    <h2>This browser</h2>
    <p>Leave it when somebody else uses it next. <span class="back"></span></p>
    <p class="row"><button type="button" class="leave">Leave this browser</button></p>
    <p class="status leave-status" role="status"></p>
  </div>
  <div class="of-an-account" hidden>
    <h2>This browser</h2>
    <p class="row"><a class="log-out" href="auth/logout">Log out</a></p>
  </div>
  <h2>Tokens for programs</h2>
  <p>With a token a program or a notebook does what you may do: it starts runs in your name.
    Treat it like a password.</p>
  <ul class="tokens"></ul>
  <form class="make">
    <label for="me-token">What it is for</label>
    <span class="row"><input id="me-token" maxlength="{MAX_NAME}" autocomplete="off"
      placeholder="my notebook"> <button>Make a token</button></span>
    <p class="status" role="status"></p>
  </form>
  <div class="made" hidden>
    <p>Copy it now: it is shown this once.</p>
    <p class="secret token"></p>
    <pre class="secret example" tabindex="0" aria-label="An example"></pre>
    <p class="row"><button type="button" class="copy copy-token">Copy the token</button>
      <button type="button" class="copy copy-example">Copy the example</button></p>
  </div>
</section>
"""

_me = component("me", html=HTML)


def me_card(mode: str, nickname: str, role: str) -> None:
    """Show it; what is changed goes to the server by itself."""
    _me(key="me", data={"mode": mode, "nickname": nickname, "role": role})
