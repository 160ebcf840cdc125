"""What every app stands on: records, requests, forms and moments. Knows no app."""
