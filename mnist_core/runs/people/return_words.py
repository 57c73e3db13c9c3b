"""Three words with which somebody comes back from another device, in place of a password.

The list is that of BIP 39: 2,048 common English words, each told by its first four letters. Three
of them are 33 bits, and wrong ones are limited to some a minute.
"""

import re
import secrets
from functools import cache

from mnist_core.base.format import shortened

NUM_WORDS = 3
PREFIX = 4


def new_words() -> str:
    """Such as ``river lemon carbon``."""
    return " ".join(secrets.choice(_words()) for _ in range(NUM_WORDS))


def normal_words(text: str) -> str:
    """What somebody typed as it is compared; capitals and what stands between do not matter.

    Raises:
        ValueError: it is not three words, or one of them is not in the list.
    """
    typed = re.findall(r"[a-z]+", text.lower())
    if len(typed) != NUM_WORDS:
        raise ValueError("Type the three words that you were given, with spaces between.")
    known = {word[:PREFIX]: word for word in _words()}
    found = [known.get(word[:PREFIX]) for word in typed]
    for word, meant in zip(typed, found, strict=True):
        if meant is None or not (meant.startswith(word) or word == meant):
            raise ValueError(f"{shortened(word)} is none of the words that are given; look at them "
                             "again.")
    return " ".join(word for word in found if word)


@cache
def _words() -> tuple[str, ...]:
    try:
        from mnemonic import Mnemonic
    except ImportError:
        raise ValueError('The mode "class" needs a package that is not installed: '
                         "`pip install mnemonic`.") from None
    return tuple(Mnemonic("english").wordlist)
