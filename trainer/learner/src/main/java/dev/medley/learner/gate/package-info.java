/** Whether a candidate may be published: held-out responses, their figures, the verdict. */
package dev.medley.learner.gate;
