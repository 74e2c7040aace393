"""What a model answers in tests."""

STORY = {
    "title": "Odesa harbour opens again",
    "description": "The harbour of Odesa opened at noon on Monday after a storm, Ada Okoro said.",
    "body": "Ships enter the harbour of Odesa again. It opened on Monday, said Ada Okoro.",
    "claims": [
        {
            "claim": "The harbour opened on Monday.",
            "sentence": "The harbour of Odesa opened at noon on Monday, Ada Okoro said.",
        }
    ],
}
