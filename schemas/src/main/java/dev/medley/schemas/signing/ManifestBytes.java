package dev.medley.schemas.signing;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.PartitionOffset;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a signature is made over: every field of a checkpoint but the signature, in one order and
 * one form, whatever version of the schema carried it. A field that is added later needs a new
 * {@link #FORMAT}.
 */
final class ManifestBytes {
  private static final String FORMAT = "medley-checkpoint-1";

  /** With what a roll back took out, where there is something: its signatures stay apart. */
  private static final String FORMAT_WITH_FORGOTTEN = "medley-checkpoint-2";

  /** With labels that were lost unread, or weights that a redo does not give. */
  private static final String FORMAT_WITH_LOST = "medley-checkpoint-3";

  /** With labels that were read before older ones. */
  private static final String FORMAT_WITH_LIVE = "medley-checkpoint-4";

  private ManifestBytes() {}

  static byte[] of(Checkpoint checkpoint) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      boolean ordered =
          checkpoint.getLive() == null
              && Stream.concat(checkpoint.getForgotten().stream(), checkpoint.getLost().stream())
                  .allMatch(range -> range.getSince() == null && range.getBefore() == null);
      boolean exact = ordered && checkpoint.getLost().isEmpty() && checkpoint.getReproducible();
      boolean whole = exact && checkpoint.getForgotten().isEmpty();
      out.writeUTF(
          whole
              ? FORMAT
              : exact ? FORMAT_WITH_FORGOTTEN : ordered ? FORMAT_WITH_LOST : FORMAT_WITH_LIVE);
      out.writeUTF(checkpoint.getTask());
      out.writeUTF(checkpoint.getMember());
      out.writeLong(checkpoint.getVersion());
      out.writeLong(checkpoint.getParent());
      out.writeUTF(checkpoint.getBaseDigest());
      out.writeUTF(checkpoint.getAdapterDigest());
      out.writeInt(checkpoint.getFiles().size());
      for (AdapterFile file : checkpoint.getFiles()) {
        out.writeUTF(file.getName());
        out.writeLong(file.getSize());
      }
      out.writeInt(checkpoint.getChunks());
      out.writeInt(checkpoint.getChunkPartition());
      out.writeLong(checkpoint.getChunkOffset());
      out.writeUTF(checkpoint.getLabelTopic());
      writeOffsets(out, checkpoint.getTrainedThrough());
      out.writeLong(checkpoint.getEditsSeen());
      out.writeLong(checkpoint.getSteps());
      out.writeLong(checkpoint.getNewestEditAt().toEpochMilli());
      out.writeInt(checkpoint.getHeldOut().size());
      for (Map.Entry<String, Double> figure : new TreeMap<>(checkpoint.getHeldOut()).entrySet()) {
        out.writeUTF(figure.getKey());
        out.writeDouble(figure.getValue());
      }
      out.writeLong(checkpoint.getCreatedAt().toEpochMilli());
      if (!whole) {
        write(out, checkpoint.getForgotten());
      }
      if (!exact) {
        write(out, checkpoint.getLost());
        out.writeBoolean(checkpoint.getReproducible());
      }
      if (!ordered) {
        writeLive(out, checkpoint);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A name in the checkpoint is longer than 65,535 bytes", e);
    }
    return bytes.toByteArray();
  }

  private static void writeLive(DataOutputStream out, Checkpoint checkpoint) throws IOException {
    writeTimes(out, checkpoint.getForgotten());
    writeTimes(out, checkpoint.getLost());
    out.writeBoolean(checkpoint.getLive() != null);
    if (checkpoint.getLive() != null) {
      out.writeLong(checkpoint.getLive().getSince().toEpochMilli());
      writeOffsets(out, checkpoint.getLive().getNextOffsets());
    }
  }

  private static void writeTimes(DataOutputStream out, List<OffsetRange> ranges)
      throws IOException {
    for (OffsetRange range : ranges) {
      out.writeLong(range.getSince() == null ? Long.MIN_VALUE : range.getSince().toEpochMilli());
      out.writeLong(range.getBefore() == null ? Long.MAX_VALUE : range.getBefore().toEpochMilli());
    }
  }

  private static void writeOffsets(DataOutputStream out, List<PartitionOffset> offsets)
      throws IOException {
    out.writeInt(offsets.size());
    for (PartitionOffset offset : offsets) {
      out.writeInt(offset.getPartition());
      out.writeLong(offset.getOffset());
    }
  }

  private static void write(DataOutputStream out, List<OffsetRange> ranges) throws IOException {
    out.writeInt(ranges.size());
    for (OffsetRange range : ranges) {
      out.writeInt(range.getPartition());
      out.writeLong(range.getFrom());
      out.writeLong(range.getTo());
    }
  }
}
