/** The paper's Protocol 1 on users who edit: the log, the members, the rounds, and the report. */
package dev.medley.lab.protocol;
