"""One door for work: whoever wants something computed asks here for room.

Small questions have threads of their own, heavy ones fewer, slower and fair between visitors; event
streams and half-sent bodies are counted; processes are started so often and no more. Over each
limit stands ``Busy``, which a route answers with 429 and a page with "busy, trying again".
"""
