"""The slow outside judges of the public site: `make audit`. Not collected by pytest."""
