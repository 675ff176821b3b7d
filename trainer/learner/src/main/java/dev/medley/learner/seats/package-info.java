/** Members' places on the one thread that trains them: whose turn it is, and how each fares. */
package dev.medley.learner.seats;
