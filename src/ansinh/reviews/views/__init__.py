"""Pages of a round: the rounds, one round, its results, the answers of a household, approval, sealed versions."""
