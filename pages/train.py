"""Train: pick a step, change it, watch it learn."""

from dashboard.train.page import train_page

train_page()
