package dev.medley.lab.few;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lab.options.UpLearning;
import dev.medley.lab.protocol.WorkOptions;
import dev.medley.lab.work.Work;
import dev.medley.learner.LearningOptions;
import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.options.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How soon edits show. */
@Command(
    name = "few",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures what members are charged after 12, 36 and 100 edits of one strong user, as a share"
          + " of what the base is on the same unseen contexts, without a gate, with the options of"
          + " `medley up`. Charges are word distances over the words of the longer text, in [0,"
          + " 1].",
      "Prints a table, means over seeds with 95 %% intervals, and a last line of JSON. Interrupted,"
          + " it goes on where it was; ends with 3 where --for was too short."
    })
public final class FewCommand implements Callable<Integer> {
  private static final int CONTEXTS = 32;
  private static final int QUICK_CONTEXTS = 16;
  private static final int QUICK_SEEDS = 2;

  /** As users of `medley up` ask for. */
  private static final int RESPONSE_TOKENS = 192;

  @Mixin private WorkOptions options;

  @Option(
      names = "--quick",
      description = "Two seeds, the user of one style, fewer contexts: a minute or two.")
  private boolean quick;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED[,SEED...]",
      converter = Numbers.Seed.class,
      defaultValue = "11,12,13,14,15",
      description =
          "Of users, contexts and members. What members learn with was chosen on 1 to 8."
              + " Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK[,TASK...]",
      converter = KnownTask.class,
      defaultValue = "email,summary",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<String> tasks;

  @Option(
      names = "--members",
      split = ",",
      paramLabel = "MEMBER[,MEMBER...]",
      converter = Member.class,
      defaultValue = "sft,dpo,early,rl",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<MemberKind> members;

  @Option(
      names = "--learning",
      paramLabel = "OPTIONS",
      converter = Learning.class,
      defaultValue = "",
      description =
          "Options of the trainer that replace those of `medley up`, such as \"--replay 2\"."
              + " Default: none.")
  private List<String> learning;

  @Override
  public Integer call() throws IOException {
    FewScale scale =
        new FewScale(
            tasks,
            quick ? List.of(Reader.ONE_STYLE) : List.of(Reader.values()),
            members,
            seeds.subList(0, quick ? Math.min(QUICK_SEEDS, seeds.size()) : seeds.size()),
            learning(),
            quick ? QUICK_CONTEXTS : CONTEXTS,
            RESPONSE_TOKENS);
    String settings =
        "%s, %d contexts, model %s"
            .formatted(String.join(" ", scale.learning()), scale.contexts(), options.model());
    try (Work work = options.work(quick ? "few-quick" : "few", settings)) {
      Few few = new Few(work, scale);
      work.run(few.units());
      FewResults results = few.results();
      System.out.print(results.text());
      System.out.println(new ObjectMapper().writeValueAsString(results.json()));
      return 0;
    } catch (Work.TimeOverException e) {
      System.err.println("The time is over: start again to go on");
      return WorkOptions.TIME_OVER;
    }
  }

  /** The options of `medley up`, and after them those that take their place. */
  private List<String> learning() {
    List<String> all =
        new ArrayList<>(UpLearning.arguments(Double.parseDouble(UpLearning.LEARNING_RATE)));
    all.addAll(learning);
    return all;
  }

  /** A task that simulated users know. */
  static final class KnownTask implements ITypeConverter<String> {
    private static final List<String> KNOWN = List.of("email", "summary");

    @Override
    public String convert(String task) {
      if (KNOWN.contains(task)) {
        return task;
      }
      throw new TypeConversionException("need email or summary, not '%s'".formatted(task));
    }
  }

  /** A member's name. */
  static final class Member implements ITypeConverter<MemberKind> {
    @Override
    public MemberKind convert(String name) {
      try {
        return MemberKind.of(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "need sft, dpo, early, rl or edit-distance, not '%s'".formatted(name));
      }
    }
  }

  /** Options of the trainer, as it reads them. */
  static final class Learning implements ITypeConverter<List<String>> {
    @Override
    public List<String> convert(String options) {
      List<String> read = options.isBlank() ? List.of() : List.of(options.strip().split("\\s+"));
      try {
        LearningOptions.hyperparameters(read, 1 << 20);
        return read;
      } catch (ParameterException e) {
        throw new TypeConversionException(
            "need options such as \"--replay 2\", not '%s': %s".formatted(options, e.getMessage()));
      }
    }
  }
}
