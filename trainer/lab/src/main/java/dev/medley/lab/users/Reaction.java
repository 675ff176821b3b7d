package dev.medley.lab.users;

import java.util.Optional;

/**
 * What a user did with a response, and what it tells about the response.
 *
 * @param text the edited text y'; empty where the response was accepted
 * @param cost edit cost c(y), word distance over words of the response
 * @param facts share of the context's facts that stand rightly in the response, in [0, 1]
 * @param words words of the response
 */
public record Reaction(
    Action action, Optional<String> text, double cost, double facts, int words) {}
