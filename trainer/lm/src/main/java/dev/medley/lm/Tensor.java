package dev.medley.lm;

/** Numbers on their way between a file and libtorch, in row-major order. */
@SuppressWarnings("ArrayRecordComponent")
record Tensor(long[] shape, float[] values) {}
