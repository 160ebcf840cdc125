"""An interview read from a Document: who asks, who answers, and what stands beside the conversation."""
