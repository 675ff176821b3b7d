/** What a run is asked to do, and where things lie. */
package dev.medley.local.settings;
