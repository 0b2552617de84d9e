"""Who may apply: rules and their reading, what is known, three verdicts, what to ask, words, trials."""
