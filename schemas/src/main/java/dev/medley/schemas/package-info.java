/** The contracts between Medley's parts: topics, Avro records, serdes and client settings. */
package dev.medley.schemas;
