package dev.medley.standalone;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a broker until it is told to stop. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "Runs one KRaft broker on localhost until it is told to stop.")
public final class BrokerMain implements Callable<Integer> {
  @Option(names = "--data", required = true, description = "Folder of the logs.")
  private Path data;

  @Option(
      names = "--port",
      defaultValue = "${MEDLEY_KAFKA_PORT:-9092}",
      description = "TCP port to listen on. Default: ${DEFAULT-VALUE}.")
  private int port;

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
