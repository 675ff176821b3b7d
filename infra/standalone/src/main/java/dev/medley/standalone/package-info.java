/** A Kafka broker and a schema registry on one machine, for the local system and for tests. */
package dev.medley.standalone;
