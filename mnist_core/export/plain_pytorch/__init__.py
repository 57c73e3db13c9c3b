"""A run as plain PyTorch, nothing of the lab's: ``model.py`` and ``notebook.ipynb``.

What is the same for every run lies in ``pasted/`` as modules that are checked and tested as all
others; what depends on the recipe is written by the modules here.
"""
