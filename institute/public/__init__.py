"""The pages that draw on everything."""
