package dev.medley.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test that asks for it topics of its own, on one broker and one registry for all. */
public final class SharedKafka implements ParameterResolver {
  /** Closed by JUnit after the last test. */
  private record Common(Path folder, LocalKafka kafka) implements AutoCloseable {
    static Common start() {
      try {
        Path folder = Files.createTempDirectory("kafka");
        return new Common(folder, new LocalKafka(folder));
      } catch (Exception e) {
        throw new IllegalStateException("Kafka does not start", e);
      }
    }

    @Override
    public void close() {
      kafka.close();
      try {
        Utils.delete(folder.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalKafka.class;
  }

  @Override
  public LocalKafka resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Common common =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Common.class, key -> Common.start(), Common.class);
    try {
      return common.kafka().topics(UUID.randomUUID() + ".");
    } catch (Exception e) {
      throw new IllegalStateException("No topics could be created", e);
    }
  }
}
