"""Public responses kept under the site version."""
