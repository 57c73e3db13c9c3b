"""Me: who one is in the class, and how to come back."""

from dashboard.me.page import me_page

me_page()
