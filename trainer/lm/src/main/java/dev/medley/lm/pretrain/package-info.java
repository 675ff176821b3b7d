/** Pre-trains the model that ships. */
package dev.medley.lm.pretrain;
