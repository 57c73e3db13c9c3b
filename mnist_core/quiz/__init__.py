"""A quiz, one question of each kind, before and after the lessons: made anew each time, marked by
what was computed or measured."""
