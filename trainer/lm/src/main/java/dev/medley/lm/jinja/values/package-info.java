/** Python's values as chat templates see them: their truth, order, text, operators and methods. */
package dev.medley.lm.jinja.values;
