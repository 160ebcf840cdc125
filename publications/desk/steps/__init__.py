"""The steps that an editor takes with a piece: each as a button, and what some ask first."""
