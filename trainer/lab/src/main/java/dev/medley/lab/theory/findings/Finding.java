package dev.medley.lab.theory.findings;

import java.util.List;

/**
 * What an experiment shows: one figure, and claims that can be checked.
 *
 * @param name of the figure's file
 * @param panels side by side
 */
public record Finding(String name, List<Panel> panels, List<Claim> claims) {}
