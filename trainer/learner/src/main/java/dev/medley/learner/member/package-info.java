/** One member: taken over, taught, judged and committed. */
package dev.medley.learner.member;
