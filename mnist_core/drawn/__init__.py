"""From a drawing, a picture or a photograph to digits as MNIST has them."""
