"""FakeXplainer: the reference model of FakeXplained. Training, evaluation and a small model server."""

__version__ = "1.0.0"
