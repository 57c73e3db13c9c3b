"""Where the pages are, for links between them."""

from pathlib import Path

PAGES = Path(__file__).parent.parent / "pages"

LADDERS = str(PAGES / "ladders.py")
TRAIN = str(PAGES / "train.py")
RUNS = str(PAGES / "runs.py")
NETWORK = str(PAGES / "network.py")
ERRORS = str(PAGES / "errors.py")
DRAW = str(PAGES / "draw.py")
COMPARE = str(PAGES / "compare.py")
