"""A quiz of twelve questions, before and after the lessons: made anew each time, marked by what was
computed or measured."""
