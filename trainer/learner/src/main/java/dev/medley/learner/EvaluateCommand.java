package dev.medley.learner;

import dev.medley.kafka.options.Whole;
import dev.medley.learner.gate.Bests;
import dev.medley.learner.gate.EarlierVersions;
import dev.medley.learner.gate.Gate;
import dev.medley.learner.journal.Forgotten;
import dev.medley.learner.journal.JournalReader;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.labels.Examples;
import dev.medley.learner.labels.LabelFinder;
import dev.medley.learner.memory.LabelMemory;
import dev.medley.learner.memory.MemoryState;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.Manifests;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Publication;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says again what the gate says of a published checkpoint. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description =
        "Lets the gate look at a published checkpoint again: reads the labels that it knew, in the"
            + " order in which they were written, and prints the gate's figures beside those that"
            + " the checkpoint has, and last one line of JSON. Writes nothing.")
final class EvaluateCommand implements Callable<Integer> {
  private static final String ROW = "%-36s %12s %12s%n";

  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions options;
  @Mixin private WhichMember which;

  @Option(
      names = "--version",
      required = true,
      converter = Whole.FromOne.class,
      description = "The checkpoint's version. Required.")
  private long version;

  // The usual --version would be another; picocli alone reads this.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  @Override
  public Integer call() {
    options.prepare();
    TrainerManifest manifest =
        new Manifests(options.cluster())
            .find(which.as(MemberKind.SFT))
            .map(Manifests.Found::manifest)
            .orElseThrow(() -> refusal("%s was never trained here".formatted(which)));
    MemberId id = which.as(MemberKind.of(manifest.getKind()));
    PublishedCheckpoints checkpoints = new PublishedCheckpoints(options.cluster());
    Checkpoint checkpoint =
        checkpoints
            .find(id, version)
            .orElseThrow(() -> refusal("%s has no version %d any more".formatted(id, version)));
    try (LanguageModel base = options.base();
        LoraAdapter weights = checkpoints.adapter(checkpoint, base);
        EarlierVersions earlier = new EarlierVersions()) {
      LearntWith settings =
          Optional.ofNullable(manifest.getSettings())
              .map(options.settings(base)::holdingOutAs)
              .orElseGet(() -> options.settings(base).holdingOut(HoldOut.FORMER));
      earlier.goOn(
          checkpoint.getParent(),
          bests(id, manifest.getJournalPartition(), checkpoint),
          new EarlierWeights(id, checkpoints, base)::compared);
      LabelMemory memory = memory(base, id, settings, checkpoint);
      print(
          checkpoint,
          new Gate(settings.rounds().gate(), base).judge(weights, earlier, memory.watched()));
    }
    return 0;
  }

  private static RefusedStateException refusal(String what) {
    return new RefusedStateException(what + ": see docs/learner.md on what stays on Kafka");
  }

  /**
   * Those that it was compared with when it was published: as the journal has them, or where that
   * is gone as its figures do.
   */
  private Bests bests(MemberId id, int journalPartition, Checkpoint checkpoint) {
    Double figure = checkpoint.getHeldOut().get(HeldOutFigures.BEST_VERSION);
    if (figure == null) {
      return new Bests(checkpoint.getParent(), checkpoint.getParent());
    }
    Bests[] bests = {new Bests(figure.longValue(), figure.longValue())};
    new JournalReader(options.cluster())
        .forEach(
            id,
            journalPartition,
            0,
            entry ->
                entry.getActions().stream()
                    .filter(Publication.class::isInstance)
                    .map(Publication.class::cast)
                    .filter(published -> published.getVersion() == version)
                    .forEach(
                        found ->
                            bests[0] = new Bests(found.getBestFirst(), found.getBestSecond())));
    return bests[0];
  }

  /** What a member remembers that has read all that the checkpoint knows, and learnt nothing. */
  private LabelMemory memory(
      LanguageModel base, MemberId id, LearntWith settings, Checkpoint checkpoint) {
    Examples examples =
        new Examples(
            base.tokenizer(),
            id.kind(),
            settings.parameters().maxTokens(),
            settings.parameters().hunkWeight());
    LabelMemory memory =
        new LabelMemory(
            examples, settings.rounds(), MemoryState.begin(settings.parameters().seed()));
    for (LabelFinder.Found found :
        new LabelFinder(options.cluster()).all(id.kind().labelTopic(), id.task())) {
      if (Forgotten.read(
          checkpoint, found.partition().partition(), found.offset(), found.written())) {
        memory.take(List.of(found.label()), label -> Optional.empty());
      }
    }
    return memory;
  }

  private void print(Checkpoint checkpoint, Gate.Verdict verdict) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(ROW, "figure", "now", "published");
    verdict
        .figures()
        .forEach(
            (figure, value) -> {
              Double before = checkpoint.getHeldOut().get(figure);
              out.printf(ROW, figure, number(value), before == null ? "-" : number(before));
            });
    out.printf("held back by: %s%n", verdict.passes() ? "nothing" : verdict.heldBackBy());
    String figures =
        verdict.figures().entrySet().stream()
            .map(figure -> "\"%s\":%s".formatted(figure.getKey(), json(figure.getValue())))
            .collect(Collectors.joining(","));
    String rules =
        verdict.heldBackBy().stream().map("\"%s\""::formatted).collect(Collectors.joining(","));
    out.printf(
        "{\"task\":\"%s\",\"member\":\"%s\",\"version\":%d,\"heldBackBy\":[%s],\"figures\":{%s}}%n",
        checkpoint.getTask(), checkpoint.getMember(), version, rules, figures);
    out.flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String json(double value) {
    return Double.isFinite(value) ? String.valueOf(value) : "null";
  }
}
