"""Our digits: everybody draws ten, neighbours confirm them, and networks are measured on them."""

from dashboard.class_digits.page import class_digits_page

class_digits_page()
