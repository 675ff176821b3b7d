/** {@code lab online}: learning while serving. */
package dev.medley.lab.online;
