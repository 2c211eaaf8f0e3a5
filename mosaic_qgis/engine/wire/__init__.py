"""BOTH sides: frames, messages and failure codes of docs/protocol.md. Does no I/O of its own."""
