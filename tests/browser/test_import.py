"""An editor brings a text, reviews what was read in it, and makes a draft of it; nothing she does is lost."""
