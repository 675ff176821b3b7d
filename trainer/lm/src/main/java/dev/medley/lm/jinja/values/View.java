package dev.medley.lm.jinja.values;

import java.util.List;

/**
 * What a dictionary's {@code keys()}, {@code values()} and {@code items()}, or {@code range()},
 * give: items that are counted and gone through.
 */
public record View(String name, List<Object> items) {}
