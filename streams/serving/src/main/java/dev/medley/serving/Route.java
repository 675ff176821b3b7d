package dev.medley.serving;

/**
 * Who answers a request.
 *
 * @param arm a member's name, or base
 * @param propensity probability of that choice; 1 where the request pinned it
 * @param adapter held for the request
 */
record Route(String task, String arm, double propensity, ServedAdapter adapter) {}
