package dev.medley.lm.jinja.values;

import java.util.Iterator;

/** Python's generator: it is gone through once, is always true, and can't be counted. */
public record Lazy(Iterator<Object> items) {}
