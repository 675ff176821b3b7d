/** The HTTP server: routes, errors, health. */
package dev.medley.serving.gateway;
