package dev.medley.feedback.deadletters;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which of a partition's letters are done with. The offset that is committed stands at the first
 * that is not; the metadata beside it holds, as deflated bits, those that are done behind it.
 */
final class ReplayProgress {
  private final long base;
  private final BitSet done;
  private long next;

  private ReplayProgress(long base, BitSet done) {
    this.base = base;
    this.done = done;
    this.next = base;
  }

  /**
   * Goes on after what was committed.
   *
   * @param committed null where nothing was
   * @param begin the partition's first offset; retention may have moved it on
   * @param end where the partition ends; a commit beyond it is of a topic that is no more
   */
  static ReplayProgress after(OffsetAndMetadata committed, long begin, long end) {
    if (committed == null || committed.offset() > end) {
      return new ReplayProgress(begin, new BitSet());
    }
    BitSet done = decode(committed.metadata());
    if (committed.offset() >= begin) {
      return new ReplayProgress(committed.offset(), done);
    }
    long gone = Math.min(begin - committed.offset(), done.length());
    return new ReplayProgress(begin, done.get((int) gone, done.length()));
  }

  /** Where to read on. */
  long next() {
    return next;
  }

  boolean isDone(long offset) {
    return done.get(index(offset));
  }

  /** The record at an offset was read; there was none between it and the one before. */
  void read(long offset, boolean isDone) {
    passTo(offset);
    done.set(index(offset), isDone);
    next = offset + 1;
  }

  /** There is no record up to an offset. */
  void passTo(long offset) {
    if (offset > next) {
      done.set(index(next), index(offset));
      next = offset;
    }
  }

  /** What to remember. */
  OffsetAndMetadata committable() {
    int first = done.nextClearBit(0);
    return new OffsetAndMetadata(
        base + first, encode(done.get(first, Math.max(first, done.length()))));
  }

  private int index(long offset) {
    return Math.toIntExact(offset - base);
  }

  private static String encode(BitSet bits) {
    if (bits.isEmpty()) {
      return "";
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      deflater.write(bits.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static BitSet decode(String metadata) {
    byte[] bytes = Base64.getDecoder().decode(metadata);
    if (bytes.length == 0) {
      return new BitSet();
    }
    try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return BitSet.valueOf(inflater.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
