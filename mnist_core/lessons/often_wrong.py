"""Test digits that networks often read wrong, known before anything is trained.

Of each class one or two, which between a quarter and three quarters of the reference runs misread:
those that nearly all misread would make a prediction too easy.
"""

OFTEN_WRONG: tuple[int, ...] = (247, 659, 726, 740, 938, 1247, 1364, 1527, 1621, 1737, 3762, 9642)
