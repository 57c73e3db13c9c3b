"""Which pictures are read, in figures and in words: the same wherever one is given.

Apart from the reading itself, so that who only tells the limits imports nothing that takes time.
"""

KINDS = "PNG, JPEG, WebP, HEIC, TIFF, BMP or GIF"
MAX_FILE_BYTES = 30_000_000
MAX_PIXELS = 64_000_000
MAX_PIXELS_OF = {"JPEG": 120_000_000, "HEIC": 50_000_000, "WebP": 30_000_000}
"""Where the decoder takes much less a pixel than others, or much more."""
LIMITS = (f"{KINDS}, at most {MAX_FILE_BYTES // 1_000_000} MB and "
          f"{MAX_PIXELS // 1_000_000} million pixels ("
          + ", ".join(f"{kind} {most // 1_000_000}" for kind, most in MAX_PIXELS_OF.items()) + ")")
