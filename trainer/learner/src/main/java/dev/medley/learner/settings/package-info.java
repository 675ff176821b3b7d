/** Who a member is, and how it learns, is judged and commits. */
package dev.medley.learner.settings;
