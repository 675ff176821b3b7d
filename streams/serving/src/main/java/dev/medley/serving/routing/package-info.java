/** Which arm answers, and what shows it. */
package dev.medley.serving.routing;
