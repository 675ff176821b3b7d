/** How learning goes: traces, times, progress. */
package dev.medley.learner.telemetry;
