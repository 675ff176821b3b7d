/** Who may ask: keys, callers, rates. */
package dev.medley.serving.access;
