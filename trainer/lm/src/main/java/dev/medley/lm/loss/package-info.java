/** Examples, losses and the policy gradient. */
package dev.medley.lm.loss;
