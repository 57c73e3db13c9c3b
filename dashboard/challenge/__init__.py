"""The challenge of the class: its page, what it says to all, and the button that submits a run."""
