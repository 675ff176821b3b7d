/** The parts of the system, each a process of its own. */
package dev.medley.local.processes;
