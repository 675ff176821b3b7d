/** Steps against PyTorch, PEFT and TRL: {@code trainer/learner/bench}. */
package dev.medley.learner.bench;
