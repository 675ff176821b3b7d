/** Who edits: simulated users of several kinds, and a language model as a user. */
package dev.medley.lab.users;
