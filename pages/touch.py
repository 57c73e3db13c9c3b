"""Things to touch: small exhibits on trained networks."""

from dashboard.touch.page import touch_page

touch_page()
