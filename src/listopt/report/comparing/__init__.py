"""How a comparison is shown: what it holds, its tables in words, text, Markdown, CSV and JSON."""
