"""Source text that leaves the lab with a run: each knows PyTorch, torchvision and matplotlib only.
"""
