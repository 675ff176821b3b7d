/** What a node counts and how it is scraped. */
package dev.medley.serving.metrics;
