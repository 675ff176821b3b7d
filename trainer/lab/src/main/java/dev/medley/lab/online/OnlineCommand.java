package dev.medley.lab.online;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.RunOptions;
import dev.medley.lab.protocol.Scale;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.WorkOptions;
import dev.medley.lab.report.Report;
import dev.medley.lab.work.Unit;
import dev.medley.lab.work.Work;
import dev.medley.lm.options.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the paper did not do: members that go on learning while they serve. */
@Command(
    name = "online",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lets the members that `lab tables` trained learn on from the edits of their own rounds, in"
          + " one process, and compares how often they are published, never among it.",
      "Trains what is missing first, in the same work folder. Writes online.json and online.png and"
          + " adds to index.html; ends with 3 where --for was too short."
    })
public final class OnlineCommand implements Callable<Integer> {
  private static final TypeReference<OnlineRun> RUN = new TypeReference<>() {};
  private static final double SECONDS_A_ROUND = 1.1;
  private static final double SECONDS_A_FROZEN_ROUND = 0.15;

  @Mixin private RunOptions options;

  @Option(names = "--quick", description = "On the members of lab tables --quick, one seed.")
  private boolean quick;

  @Option(
      names = "--user",
      defaultValue = "DRIFT",
      description = "Who edits: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OnlineUser user;

  @Option(
      names = "--task",
      converter = StrongSetting.class,
      defaultValue = "email",
      description = "Task of the members, who learnt from strong users. Default: ${DEFAULT-VALUE}.")
  private Setting setting;

  @Option(
      names = "--rounds",
      converter = Numbers.Count.class,
      defaultValue = "960",
      description = "Rounds of each seed. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Integer call() throws IOException {
    Scale scale = options.scale(quick);
    try (Work work = options.work(scale)) {
      Plan plan = new Plan(work, scale, options.users());
      List<Integer> intervals = new ArrayList<>(List.of(0));
      intervals.addAll(scale.publishIntervals());
      List<List<Unit>> phases = new ArrayList<>(plan.offline(setting));
      phases.add(units(plan, scale, setting, intervals));
      work.run(phases);
      OnlineResults results =
          new OnlineResults(
              user,
              setting,
              rounds,
              intervals,
              intervals.stream()
                  .map(
                      interval ->
                          IntStream.range(0, scale.seeds())
                              .mapToObj(s -> work.read(name(setting, interval, s), RUN))
                              .toList())
                  .toList());
      results.picture(options.out().resolve("online.png"));
      new Report(options.out()).online(results.json(), results.page());
      System.out.print(results.text());
      return 0;
    } catch (Work.TimeOverException e) {
      System.err.println("The time is over: start again to go on");
      return WorkOptions.TIME_OVER;
    }
  }

  /** The setting of a task with strong users. */
  static final class StrongSetting implements ITypeConverter<Setting> {
    @Override
    public Setting convert(String task) {
      return Setting.ALL.stream()
          .filter(each -> each.name().equals(task + "-strong"))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("need email or summary, not '%s'".formatted(task)));
    }
  }

  private List<Unit> units(Plan plan, Scale scale, Setting setting, List<Integer> intervals) {
    List<Unit> units = new ArrayList<>();
    for (int interval : intervals) {
      for (int seed = 0; seed < scale.seeds(); seed++) {
        int s = seed;
        units.add(
            new Unit(
                name(setting, interval, s),
                rounds * (interval == 0 ? SECONDS_A_FROZEN_ROUND : SECONDS_A_ROUND),
                model ->
                    new OnlineRounds(plan, options.users(), scale, setting, user, interval)
                        .run(model.get(), s, rounds)));
      }
    }
    return units;
  }

  private String name(Setting setting, int interval, int seed) {
    return "online/%s-%s-%d-%d-of-%d"
        .formatted(setting.name(), user.name().toLowerCase(Locale.ROOT), interval, seed, rounds);
  }
}
