"""Patterns of what stands in addresses and texts alike. Knows no Django."""

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # as Python writes one
