"""Word files as blocks: unpacked within bounds, made ready for mammoth, and their words counted afterwards."""
