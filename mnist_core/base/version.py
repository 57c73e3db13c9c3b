"""The version of the lab; the wheel and the evidence of its runs read it from here."""

VERSION = "0.1.0"
