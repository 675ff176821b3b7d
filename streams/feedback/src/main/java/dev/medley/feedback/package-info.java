/**
 * What flows through the feedback job and what it keeps: generations and edits in, dead letters
 * out. It knows none of the packages below it. Savepoints name {@code Event}, {@code DeadLetter},
 * {@code Reason}, {@code Known}, {@code UserHour} and {@code KnownSerializer} by this package: they
 * stay here, and none of {@code Reason}'s constants is ever renamed or removed.
 */
package dev.medley.feedback;
