/** The console: what is served, what it costs, and control over it. */
package dev.medley.serving.console;
