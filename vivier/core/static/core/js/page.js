/* Behaviour every page shares; pages work without it. */
