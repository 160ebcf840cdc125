"""Two editors at one draft: what one sends is merged with what the other has stored since, and clashes are asked."""
