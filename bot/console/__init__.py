"""The console of staff: pages over handlers and content, nothing else."""
