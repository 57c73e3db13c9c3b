"""What this machine has, and whether it is right: ``python -m mnist_core doctor``.

A check a question, each in words that say what to do. No check can break the others: it has a time
of its own, and whatever it raises is its answer. What a check needs is imported within it, because
an import that fails is what some are there to find.
"""
