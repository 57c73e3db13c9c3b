"""What shows that a page stands: the part of it that comes last, by the page's name."""

STANDING = {
    "ladders": ".save .png", "lessons": ".lessons h2",
    "experiments": ".experiments .list > *",
    "train": ".live .headline:not(:empty)", "runs": "section.runs .count",
    "network": "table.layers tbody tr", "errors": "table.matrix tbody tr", "draw": "section.pad",
    "compare": ".save .png", "touch": ".demo[data-ready]",
    "glossary": ".glossary",
    "quiz": ".quiz .card"}
