package dev.medley.lab.tables;

import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.RunOptions;
import dev.medley.lab.protocol.Scale;
import dev.medley.lab.protocol.Users;
import dev.medley.lab.protocol.WorkOptions;
import dev.medley.lab.report.Report;
import dev.medley.lab.work.Unit;
import dev.medley.lab.work.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's two tables, measured here. */
@Command(
    name = "tables",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the paper's Protocol 1: logs of edits, members that learn from them, rounds of all"
          + " methods.",
      "Writes results.json, index.html and PNG plots. Interrupted, it goes on where it was; ends"
          + " with 3 where --for was too short."
    })
public final class TablesCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--quick",
      description = "Fewer edits and points, one seed: minutes instead of hours.")
  private boolean quick;

  @Override
  public Integer call() throws IOException {
    Scale scale = options.scale(quick);
    try (Work work = options.work(scale)) {
      Plan plan = new Plan(work, scale, options.users());
      List<List<Unit>> phases = new ArrayList<>(plan.offline());
      phases.addAll(plan.rounds());
      work.run(phases);
      List<Table> tables = new ArrayList<>();
      for (Users.Judge judge : Users.Judge.values()) {
        tables.add(Table.of(plan, judge, scale));
      }
      report(options.out(), plan, options.users(), scale, tables, options.settings(scale));
      tables.forEach(table -> System.out.print(TextTable.of(table)));
      return 0;
    } catch (Work.TimeOverException e) {
      System.err.println("The time is over: start again to go on");
      return WorkOptions.TIME_OVER;
    }
  }

  static void report(
      Path out, Plan plan, Users users, Scale scale, List<Table> tables, String settings)
      throws IOException {
    TableCharts.write(out, tables);
    Map<String, Object> shown = new LinkedHashMap<>(PageTables.of(plan, tables));
    shown.put("samples", Samples.of(plan, users));
    new Report(out).tables(Results.of(plan, scale, tables, settings), shown);
  }
}
