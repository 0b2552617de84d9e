"""What the entity resolution benchmark is made of: data, training, baselines, measures."""
