package dev.medley.standalone;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs a broker until it is told to stop. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "Runs one KRaft broker on localhost until it is told to stop.")
public final class BrokerMain implements Callable<Integer> {
  @Option(names = "--data", required = true, description = "Folder of the logs. Required.")
  private Path data;

  @Option(
      names = "--port",
      converter = Port.class,
      defaultValue = "${MEDLEY_KAFKA_PORT:-9092}",
      description = "TCP port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  /** TCP ports; 0 takes a free one. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
        throw new TypeConversionException(
            "need a whole number from 0 to 65535, not '%s'".formatted(text));
      }
      return Integer.valueOf(text);
    }
  }

  @Override
  public Integer call() {
    KafkaBroker broker = KafkaBroker.start(data, port);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    broker.awaitShutdown();
    return 0;
  }

  public static void main(String[] args) {
    // Under its own name, as libraries on the classpath may bring a logback.xml too.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/medley/standalone/logback.xml");
    }
    System.exit(new CommandLine(new BrokerMain()).execute(args));
  }
}
