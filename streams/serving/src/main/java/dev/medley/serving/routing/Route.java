package dev.medley.serving.routing;

import dev.medley.ensemble.Choice;
import dev.medley.serving.generation.ServedAdapter;
import java.util.Optional;

/**
 * Who answers a request.
 *
 * @param arm a member's name, or base
 * @param propensity probability of the choice; 1 where the request or an operator pinned it
 * @param adapter held for the request
 * @param fallbackFrom the arm that was chosen, where the base answers as its adapter was not loaded
 *     in time
 * @param shadow what the ensemble would have chosen, where operators let the base answer
 */
public record Route(
    String task,
    String arm,
    double propensity,
    ServedAdapter adapter,
    Optional<String> fallbackFrom,
    Optional<Choice> shadow) {}
