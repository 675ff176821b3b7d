package dev.medley.subscriber;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.schemas.checkpoints.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Iterator;

/** An adapter being written aside; only whole and verified does it get its name. */
final class PartialAdapter implements Closeable {
  static final String PREFIX = ".partial-";

  private final Checkpoint checkpoint;
  private final Path partial;
  private final Path target;
  private final MessageDigest digest = Sha256.begin();
  private final Iterator<AdapterFile> files;
  private FileChannel file;
  private long missingBytes;

  /** Begins anew, whatever an earlier attempt left. */
  PartialAdapter(Checkpoint checkpoint, Path target) throws IOException {
    this.checkpoint = checkpoint;
    this.target = target;
    this.partial = target.resolveSibling(PREFIX + checkpoint.getVersion());
    this.files = checkpoint.getFiles().iterator();
    FileTree.delete(partial);
    Files.createDirectories(partial);
  }

  /** Appends a chunk: the files' bytes, one file after the other. */
  void write(ByteBuffer chunk) throws IOException, RefusedException {
    digest.update(chunk.duplicate());
    ByteBuffer rest = chunk.duplicate();
    while (rest.hasRemaining()) {
      if (missingBytes == 0) {
        openNext();
      }
      ByteBuffer part = rest.slice();
      part.limit((int) Math.min(missingBytes, part.remaining()));
      missingBytes -= part.remaining();
      rest.position(rest.position() + part.remaining());
      while (part.hasRemaining()) {
        file.write(part);
      }
    }
  }

  /** Verifies what was written and gives it its name. */
  Path finish() throws IOException, RefusedException {
    if (missingBytes > 0 || files.hasNext()) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS,
          "its chunks hold fewer than the %d bytes of its files"
              .formatted(AdapterLayout.totalBytes(checkpoint)));
    }
    String actual = Sha256.hex(digest);
    if (!actual.equals(checkpoint.getAdapterDigest())) {
      throw new RefusedException(
          Refusal.Reason.DIGEST,
          "its bytes have the digest %s, not %s".formatted(actual, checkpoint.getAdapterDigest()));
    }
    closeFile();
    FileTree.syncFolder(partial);
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    FileTree.syncFolder(target.getParent());
    return target;
  }

  /** Removes what did not become an adapter. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
    FileTree.delete(partial);
  }

  private void openNext() throws IOException, RefusedException {
    closeFile();
    if (!files.hasNext()) {
      throw new RefusedException(
          Refusal.Reason.CHUNKS,
          "its chunks hold more than the %d bytes of its files"
              .formatted(AdapterLayout.totalBytes(checkpoint)));
    }
    AdapterFile next = files.next();
    missingBytes = next.getSize();
    file =
        FileChannel.open(
            partial.resolve(next.getName()),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
  }

  private void closeFile() throws IOException {
    if (file != null) {
      file.force(true);
      file.close();
      file = null;
    }
  }
}
