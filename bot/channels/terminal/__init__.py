"""The ``tongxing`` command."""
