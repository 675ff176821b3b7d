/** What any handler needs of HTTP: bodies, answers, refusals, server-sent events. */
package dev.medley.serving.http;
