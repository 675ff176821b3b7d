package dev.medley.lm;

import java.nio.file.Path;

/**
 * A tensor that lies in a file, row-major and little-endian.
 *
 * @param position its first byte, counted from the file's beginning
 * @param bytes its length; the file is at least so long
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredTensor(Path file, StoredType type, long[] shape, long position, long bytes) {}
