"""The PostgreSQL of a checkout, for development, demo and tests. No part of the product."""
