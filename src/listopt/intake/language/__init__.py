"""What people write in tables and what it means: words, amounts, codes, places, specialties, visas."""
