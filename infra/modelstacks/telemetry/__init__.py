"""What a command did, and for how long: its spans and requests, for whoever watches.

The rest of the package opens spans (`spans.span`, `spans.phase`) and says what it found (`Span.set`); each request comes
by itself, from the log. Who watches is no concern of theirs: OpenTelemetry (`otel.py`, the only module that knows it),
where the OTEL_ variables ask for it (`start.py`), and the log of the last runs.
"""
