package dev.medley.serving.routing;

import dev.medley.ensemble.Choice;
import dev.medley.serving.generation.ServedAdapter;
import java.util.Optional;

/**
 * Who answers a request.
 *
 * @param arm a member's name, or base
 * @param propensity probability of that choice; 1 where the request or an operator pinned it
 * @param adapter held for the request
 * @param shadow what the ensemble would have chosen, where operators let the base answer
 */
public record Route(
    String task, String arm, double propensity, ServedAdapter adapter, Optional<Choice> shadow) {}
