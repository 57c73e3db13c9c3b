"""What people are called on the challenge's page and in its answers."""

from collections.abc import Collection

from dashboard.people.mode import people


def shown_names(person_ids: Collection[int]) -> dict[int, str]:
    """By person; without those who are gone."""
    return people().nicknames(person_ids)
