"""What is found out about catalogues, and how it is written."""
