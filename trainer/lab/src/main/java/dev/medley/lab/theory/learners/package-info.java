/** What learns in the small world. */
package dev.medley.lab.theory.learners;
