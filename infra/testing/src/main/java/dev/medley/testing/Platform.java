package dev.medley.testing;

import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;

/**
 * A real broker and a real registry on localhost; each comes back on its port with what it held.
 */
public final class Platform implements AutoCloseable {
  private final Path folder;
  private final boolean temporary;
  private KafkaBroker broker;
  private SchemaRegistry registry;

  /** In a folder that {@link #close} deletes. */
  public Platform() {
    this(temporaryFolder(), true);
  }

  /** In a folder that stays. */
  public Platform(Path folder) {
    this(folder, false);
  }

  private Platform(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
    this.registry = SchemaRegistry.start(apicurio(), folder.resolve("registry"), 0);
    this.broker = KafkaBroker.start(folder.resolve("kafka"), 0);
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public String registryUrl() {
    return registry.url();
  }

  public Path folder() {
    return folder;
  }

  public void stopBroker() {
    broker.close();
  }

  public void startBroker() {
    broker = KafkaBroker.start(folder.resolve("kafka"), port("kafka://" + bootstrapServers()));
  }

  public void stopRegistry() {
    registry.close();
  }

  public void startRegistry() {
    registry = SchemaRegistry.start(apicurio(), folder.resolve("registry"), port(registryUrl()));
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
    if (!temporary) {
      return;
    }
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }

  /** Where the build unpacked the registry: the system property apicurio.home. */
  public static Path apicurio() {
    String home = System.getProperty("apicurio.home");
    if (home == null) {
      throw new IllegalStateException(
          "The system property apicurio.home is not set: give"
              + " -Dapicurio.home=…/infra/standalone/target/apicurio, which the build of"
              + " infra/standalone unpacks");
    }
    return Path.of(home);
  }

  private static int port(String address) {
    return URI.create(address).getPort();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("platform");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder", e);
    }
  }
}
