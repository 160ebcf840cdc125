"""The screens of the institute's own rows."""
