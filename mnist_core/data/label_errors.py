"""Test digits whose published label people dispute.

Five people each were shown the digits that cleanlab's search had flagged, with the published label
and the search's guess, and chose one, both or neither. Listed are those where fewer than three
chose the published label. Source: github.com/cleanlab/label-errors, mturk/mnist_mturk.json
(Northcutt, Athalye and Mueller, "Pervasive Label Errors in Test Sets", 2021). Indices count from
0 in the order of t10k. The score is never changed: the published label stays what is measured.
"""

from dataclasses import dataclass

NUM_VOTERS = 5
MAJORITY = 3


@dataclass(frozen=True, slots=True)
class LabelError:
    """What five people made of one test digit: votes for the label, for the guess, for neither."""

    index: int
    label: int
    guess: int
    label_votes: int
    guess_votes: int

    @property
    def neither_votes(self) -> int:
        return NUM_VOTERS - self.label_votes - self.guess_votes

    @property
    def badge(self) -> str:
        """A few words: what people read instead."""
        if self.guess_votes >= MAJORITY:
            return f"people read {self.guess}"
        if self.neither_votes >= MAJORITY:
            return "no clear digit"
        return f"{self.label} or {self.guess}"

    @property
    def text(self) -> str:
        """One sentence with the votes."""
        votes = [(self.guess_votes, f"for {self.guess}"),
                 (self.label_votes, f"for {self.label}, the label"),
                 (self.neither_votes, "for neither")]
        told = [f"{number} {words}" for number, words in votes if number]
        return f"Five people voted: {'; '.join(told)}."


LABEL_ERRORS: dict[int, LabelError] = {
    row[0]: LabelError(*row) for row in (
        # index, label, guess, votes for the label, votes for the guess
        (947, 8, 9, 0, 5),
        (1621, 0, 6, 2, 3),
        (1901, 9, 4, 2, 3),
        (2130, 4, 9, 2, 2),
        (2462, 2, 0, 0, 4),
        (2597, 5, 3, 0, 4),
        (2654, 6, 1, 0, 2),
        (3520, 6, 4, 2, 0),
        (3558, 5, 0, 1, 4),
        (5937, 5, 3, 1, 3),
        (6651, 0, 6, 0, 5),
        (6783, 1, 6, 2, 3),
        (8527, 4, 9, 2, 2),
        (9679, 6, 3, 2, 0),
        (9729, 5, 6, 2, 3),
    )
}
