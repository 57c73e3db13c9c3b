"""``report.html``: one run on a page or two, to be read, printed and filed."""
