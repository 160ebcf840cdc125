"""What readers get: pages and feeds. Knows nothing of the desk."""
