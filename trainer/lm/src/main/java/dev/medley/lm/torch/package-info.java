/** libtorch: the TorchScript text and its calls, devices, precision, the optimiser. */
package dev.medley.lm.torch;
