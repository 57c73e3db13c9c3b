"""Network: its layers, what they cost and what they see."""

from dashboard.network.page import network_page

network_page()
