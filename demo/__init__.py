"""An invented institute to try the product with. No part of it."""
