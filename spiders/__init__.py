"""One file an outlet. What is known of an outlet stands in its file and nowhere else."""
