"""What every app stands on: records, requests, pages of a list, what is kept, forms and moments. Knows no app."""
