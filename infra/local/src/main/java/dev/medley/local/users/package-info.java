/** Simulated users, and what came of their edits. */
package dev.medley.local.users;
