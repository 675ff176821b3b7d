package dev.medley.subscriber;

import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.AdapterLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The adapters on disk: {@code <directory>/<task>/<member>/<version>/}, each verified and final.
 */
final class AdapterStore {
  static final int KEPT_VERSIONS = 3;

  private final Path directory;
  private final boolean readsAgain;
  private final Map<MemberName, Deque<Long>> delivered = new HashMap<>();

  /**
   * @param readsAgain whether what lies here from an earlier run is read before it is used
   */
  AdapterStore(Path directory, boolean readsAgain) {
    this.readsAgain = readsAgain;
    this.directory = directory.toAbsolutePath();
    try {
      Files.createDirectories(this.directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create the adapters' directory %s: is it a folder you may write to?"
              .formatted(directory),
          e);
    }
  }

  /** The adapter, if it lies here whole; what lies here broken is removed. */
  Optional<Path> find(Checkpoint checkpoint) throws IOException {
    Path target = target(checkpoint);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    PeftCheckpoint found = new PeftCheckpoint(checkpoint, target);
    if (readsAgain ? found.isWhole() : found.hasItsFiles()) {
      return Optional.of(target);
    }
    FileTree.delete(target);
    return Optional.empty();
  }

  /**
   * Where the chunks of an adapter that isn't here can be written.
   *
   * @throws IOException where the disk has no room for it, saying how much
   */
  PartialAdapter begin(Checkpoint checkpoint) throws IOException {
    long wanted = AdapterLayout.totalBytes(checkpoint);
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < wanted) {
      throw new IOException(
          "the adapter has %d bytes, and %s has room for %d: make room"
              .formatted(wanted, directory, free));
    }
    return new PartialAdapter(checkpoint, target(checkpoint));
  }

  /**
   * Takes note of an adapter in use and removes the member's old ones: the last delivered stay, and
   * after them the newest, together {@value #KEPT_VERSIONS}.
   */
  void delivered(Checkpoint checkpoint) throws IOException {
    MemberName name = MemberName.of(checkpoint);
    Deque<Long> inUse = delivered.computeIfAbsent(name, n -> new ArrayDeque<>());
    inUse.remove(checkpoint.getVersion());
    inUse.addLast(checkpoint.getVersion());
    if (inUse.size() > KEPT_VERSIONS) {
      inUse.removeFirst();
    }
    Set<Long> kept = new HashSet<>(inUse);
    versions(name).stream()
        .filter(version -> !inUse.contains(version))
        .limit(KEPT_VERSIONS - inUse.size())
        .forEach(kept::add);
    for (Path path : FileTree.list(name.under(directory))) {
      Optional<Long> version = version(path);
      boolean old = version.isPresent() && !kept.contains(version.get());
      if (old || path.getFileName().toString().startsWith(PartialAdapter.PREFIX)) {
        FileTree.delete(path);
      }
    }
  }

  /** Newest first. */
  private List<Long> versions(MemberName name) throws IOException {
    return FileTree.list(name.under(directory)).stream()
        .map(AdapterStore::version)
        .flatMap(Optional::stream)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static Optional<Long> version(Path path) {
    String name = path.getFileName().toString();
    return name.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.valueOf(name)) : Optional.empty();
  }

  private Path target(Checkpoint checkpoint) {
    return MemberName.of(checkpoint)
        .under(directory)
        .resolve(String.valueOf(checkpoint.getVersion()));
  }

  /** Removes a directory whose files are no longer what was published. */
  void remove(Checkpoint checkpoint) throws IOException {
    FileTree.delete(target(checkpoint));
  }
}
