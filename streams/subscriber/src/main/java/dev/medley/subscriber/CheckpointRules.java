package dev.medley.subscriber;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a checkpoint's record must say before a byte of its adapter is fetched. */
final class CheckpointRules {
  static final String CONFIG_FILE = "adapter_config.json";
  static final String MODEL_FILE = "adapter_model.safetensors";
  static final int MAX_CHUNK_BYTES = 900 << 10;

  private static final Map<String, Long> MAX_FILE_BYTES =
      Map.of(CONFIG_FILE, 1L << 20, MODEL_FILE, 4L << 30);
  private static final int MAX_NAME_LENGTH = 100;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** The name of the arm without an adapter, so no member may take it. */
  private static final String RESERVED_MEMBER = "base";

  private CheckpointRules() {}

  /**
   * Passes a record that may be fetched.
   *
   * @param key the record's key on `checkpoints`
   * @param baseDigest hex SHA-256 that the adapter must have been trained over; empty for any
   */
  static void check(String key, Checkpoint checkpoint, String baseDigest) throws RefusedException {
    checkName("task", checkpoint.getTask());
    checkName("member", checkpoint.getMember());
    require(
        !checkpoint.getMember().equals(RESERVED_MEMBER),
        "the member takes the name of the arm without an adapter");
    require(
        checkpoint.getVersion() >= 1, "version is " + checkpoint.getVersion() + ": need 1 or more");
    require(MemberName.key(checkpoint).equals(key), "the key is not task/member/version");
    require(
        DIGEST.matcher(checkpoint.getAdapterDigest()).matches(),
        "the adapter's digest is not 64 hex digits");
    checkFiles(checkpoint.getFiles());
    checkChunks(checkpoint);
    if (!baseDigest.isEmpty() && !baseDigest.equalsIgnoreCase(checkpoint.getBaseDigest())) {
      throw new RefusedException(
          Refusal.Reason.BASE, "it was trained over another base than " + baseDigest);
    }
  }

  /** Bytes of all files together. */
  static long totalBytes(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().mapToLong(AdapterFile::getSize).sum();
  }

  private static void checkName(String what, String name) throws RefusedException {
    require(
        name.length() <= MAX_NAME_LENGTH && NAME.matcher(name).matches(),
        "the %s's name is not %s of at most %d characters".formatted(what, NAME, MAX_NAME_LENGTH));
  }

  private static void checkFiles(List<AdapterFile> files) throws RefusedException {
    List<String> names = files.stream().map(AdapterFile::getName).sorted().toList();
    require(
        names.equals(List.of(CONFIG_FILE, MODEL_FILE)),
        "its %d files are not %s and %s, once each"
            .formatted(files.size(), CONFIG_FILE, MODEL_FILE));
    for (AdapterFile file : files) {
      long max = MAX_FILE_BYTES.get(file.getName());
      require(
          file.getSize() >= 1 && file.getSize() <= max,
          "%s has %d bytes: need 1 to %d".formatted(file.getName(), file.getSize(), max));
    }
  }

  private static void checkChunks(Checkpoint checkpoint) throws RefusedException {
    long total = totalBytes(checkpoint);
    long fewest = (total + MAX_CHUNK_BYTES - 1) / MAX_CHUNK_BYTES;
    require(
        checkpoint.getChunks() >= fewest && checkpoint.getChunks() <= total,
        "%d chunks can't hold %d bytes, at most %d each"
            .formatted(checkpoint.getChunks(), total, MAX_CHUNK_BYTES));
    require(
        checkpoint.getChunkPartition() >= 0 && checkpoint.getChunkOffset() >= 0,
        "its chunks begin at partition %d, offset %d"
            .formatted(checkpoint.getChunkPartition(), checkpoint.getChunkOffset()));
  }

  private static void require(boolean holds, String otherwise) throws RefusedException {
    if (!holds) {
      throw new RefusedException(Refusal.Reason.RECORD, otherwise);
    }
  }
}
