"""Challenges: who trains the best network within the same rules; knows no people and no database.
"""
