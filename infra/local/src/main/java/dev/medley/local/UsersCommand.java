package dev.medley.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Simulated users alone, against a system that runs elsewhere. */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lets simulated users edit through a gateway until it is told to stop.")
final class UsersCommand implements Callable<Integer> {
  private static final long SHOW_EVERY_MILLIS = 10_000;

  @Option(
      names = "--gateway",
      defaultValue = "${MEDLEY_GATEWAY:-http://localhost:8080}",
      description = "Address of the gateway. Default: ${DEFAULT-VALUE}.")
  private String gateway;

  @Option(
      names = "--users",
      paramLabel = "STRENGTH",
      defaultValue = "strong",
      description = "strong or weak. Default: ${DEFAULT-VALUE}.")
  private String users;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Chooses what the users want. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rate",
      defaultValue = "2",
      description = "Edits per second, of all users together. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--edits",
      paramLabel = "FILE",
      defaultValue = "/dev/null",
      description = "JSON Lines file for each edit's figures. Default: none.")
  private Path edits;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = new Console(System.out, false);
    try (EditLog log = EditLog.open(edits);
        Users working = new Users(new GatewayClient(gateway), log, console)) {
      // The time as the run's number: nothing here remembers earlier runs.
      working.start(
          UserOptions.users(UserOptions.strength(users), seed, System.currentTimeMillis()),
          UserOptions.positiveRate(rate));
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(SHOW_EVERY_MILLIS);
        console.say(
            String.format(
                Locale.ROOT,
                "%d edits, %d failed requests, cost of the last 100: %s",
                log.count(),
                working.failedRequests(),
                log.recentCosts()));
      }
    }
    return 0;
  }
}
