"""The archive: every record as a line of JSON, read and written. The README describes the format."""
