/**
 * Names of tasks, members and arms by one rule, and how long the contract's other strings may be.
 */
package dev.medley.schemas.names;
