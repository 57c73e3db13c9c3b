"""Who uses the lab, where it knows people: classes, nicknames, roles and what each may do."""
