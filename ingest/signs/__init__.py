"""What words and their form tell by themselves: a question, a name, a label, a caption, a date, a closing note."""
