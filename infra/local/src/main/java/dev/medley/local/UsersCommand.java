package dev.medley.local;

import dev.medley.kafka.options.Address;
import dev.medley.kafka.options.Whole;
import dev.medley.lab.options.DurationConverter;
import dev.medley.lab.users.Strength;
import dev.medley.local.settings.UserOptions;
import dev.medley.local.status.Arms;
import dev.medley.local.status.Summary;
import dev.medley.local.terminal.Console;
import dev.medley.local.terminal.UserErrorException;
import dev.medley.local.users.EditLog;
import dev.medley.local.users.GatewayClient;
import dev.medley.local.users.Users;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Simulated users alone, against a system that runs elsewhere. */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Lets simulated users edit through a gateway until told to stop, or for some time.")
final class UsersCommand implements Callable<Integer> {
  private static final long SHOW_EVERY_SECONDS = 10;

  @Option(
      names = "--gateway",
      converter = Address.class,
      defaultValue = "${MEDLEY_GATEWAY:-http://localhost:8080}",
      description = "Address of the gateway. Default: ${DEFAULT-VALUE}.")
  private URI gateway;

  @Option(
      names = "--users",
      paramLabel = "STRENGTH",
      defaultValue = "strong",
      description = "strong or weak. Default: ${DEFAULT-VALUE}.")
  private Strength users;

  @Option(
      names = "--seed",
      converter = Whole.Seed.class,
      defaultValue = "1",
      description = "Chooses what the users want. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rate",
      converter = UserOptions.Rate.class,
      defaultValue = "2",
      description = "Edits per second, of all users together. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--edits",
      paramLabel = "FILE",
      defaultValue = "/dev/null",
      description = "JSON Lines file for each edit's figures. Default: none.")
  private Path edits;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "End after this time with one line of JSON, which compares the edits with the base's:"
              + " 90s, 10m, 1h. Default: run on.")
  private Duration duration;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "${MEDLEY_MODEL}",
      description = "The base model, to compare with; needed with --for.")
  private Path model;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (duration != null && model == null) {
      throw new UserErrorException("--for compares with the base: give its --model too");
    }
    Console console = new Console(System.out, false);
    GatewayClient client = new GatewayClient(gateway.toString());
    Arms arms = new Arms(UserOptions.TASKS, client);
    try (EditLog log = EditLog.open(edits)) {
      Users working = new Users(client, log, console);
      try {
        // The time as the run's number: nothing here remembers earlier runs.
        working.start(
            UserOptions.users(UserOptions.TASKS, users, seed, System.currentTimeMillis()), rate);
        watch(log, working, arms, console);
      } finally {
        working.close();
      }
      console.say(Summary.of(log, arms, working, OptionalLong.empty(), model, console).toJson());
    }
    return 0;
  }

  private void watch(EditLog log, Users working, Arms arms, Console console)
      throws InterruptedException {
    long begin = System.nanoTime();
    for (long second = 1;
        duration == null || System.nanoTime() - begin < duration.toNanos();
        second++) {
      Thread.sleep(1000);
      arms.sample();
      if (second % SHOW_EVERY_SECONDS == 0) {
        console.say(line(log, working));
      }
    }
  }

  private static String line(EditLog log, Users working) {
    return String.format(
        Locale.ROOT,
        "%d edits, %d failed requests, cost of the last 100: %s",
        log.count(),
        working.failedRequests(),
        log.recentCosts());
  }
}
