/** What an edit costs. */
package dev.medley.schemas.edits;
