package dev.medley.lm.safetensors;

/** Numbers on their way between a file and libtorch, in row-major order. */
@SuppressWarnings("ArrayRecordComponent")
public record Tensor(long[] shape, float[] values) {}
