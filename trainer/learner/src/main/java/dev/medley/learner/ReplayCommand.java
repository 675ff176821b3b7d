package dev.medley.learner;

import static java.util.stream.Collectors.toSet;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.feed.LabelReader;
import dev.medley.learner.journal.JournalReader;
import dev.medley.learner.journal.Redo;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.rounds.EarlierWeights;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.Manifests;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.Publication;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.WarmStart;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows that labels and journal give what was published. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns again all that a member's journal says, from its first round, beside the member"
            + " that is running, and compares each checkpoint's digest with the published one."
            + " Writes nothing. Ends with 1 where one differs. Takes about as long as the learning"
            + " took, and needs all labels still there.")
final class ReplayCommand implements Callable<Integer> {
  private static final String ROW = "%-8s %-12s %-12s %s%n";

  @Spec private CommandSpec spec;
  @Mixin private TrainingOptions options;
  @Mixin private WhichMember which;

  // Roll backs go to checkpoints that were still there then.
  private final Map<Long, AdapterFiles> redone = new HashMap<>();
  private int rounds;
  private int met;
  private int differ;

  @Override
  public Integer call() {
    options.prepare();
    Cluster cluster = options.cluster();
    PrintWriter out = spec.commandLine().getOut();
    TrainerManifest manifest =
        new Manifests(cluster)
            .find(which.as(MemberKind.SFT))
            .map(Manifests.Found::manifest)
            .orElseThrow(
                () ->
                    new RefusedStateException(
                        "%s was never trained here: it has no manifest".formatted(which)));
    MemberId id = which.as(MemberKind.of(manifest.getKind()));
    out.printf(ROW, "version", "published", "replayed", "");
    try (LanguageModel base = options.base()) {
      replay(base, id, manifest.getJournalPartition(), out);
    }
    out.printf("%d rounds, %d of %d checkpoints the same%n", rounds, met - differ, met);
    out.flush();
    return differ == 0 ? 0 : 1;
  }

  private void replay(LanguageModel base, MemberId id, int journalPartition, PrintWriter out) {
    try (LabelFeeds feeds = new LabelFeeds(options.cluster());
        LabelReader reader = feeds.of(id.kind().labelTopic()).open(id, Frontier.BEGIN);
        Redo redo =
            new Redo(
                base,
                options.cluster(),
                id,
                options.settings(base),
                Optional.empty(),
                Frontier.BEGIN,
                reader,
                new Replayed(id, base),
                new Shown(out))) {
      new JournalReader(options.cluster())
          .forEach(id, journalPartition, 0, entry -> round(id, redo, entry));
    }
  }

  /** What was gone back to was replayed before; what it started from may still be published. */
  private final class Replayed implements Redo.Earlier {
    private final EarlierWeights published;
    private final LanguageModel base;

    Replayed(MemberId id, LanguageModel base) {
      this.base = base;
      this.published = new EarlierWeights(id, new PublishedCheckpoints(options.cluster()), base);
    }

    @Override
    public Optional<LoraAdapter> own(long version) {
      return Optional.ofNullable(redone.get(version)).map(files -> files.read(base));
    }

    @Override
    public Optional<LoraAdapter> other(WarmStart start) {
      return published.other(start);
    }
  }

  private void round(MemberId id, Redo redo, JournalEntry entry) {
    if (rounds == 0 && entry.getRound() > 1) {
      throw new RefusedStateException(
          ("%s: its journal begins at round %d: what was before is gone by retention, or was learnt"
                  + " by a release without a journal, so it can't be replayed from its first label")
              .formatted(id, entry.getRound()));
    }
    redo.round(entry);
    Set<Long> kept =
        redo.standing().published().stream().map(PublishedVersion::version).collect(toSet());
    redone.keySet().retainAll(kept);
    rounds++;
  }

  private final class Shown implements Redo.Comparison {
    private final PrintWriter out;

    Shown(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void met(Publication published, AdapterFiles files) {
      compare(published, files, out);
    }

    @Override
    public void unsound(long version) {
      out.printf("After version %d a step is not sound that was, when it was learnt%n", version);
      differ++;
    }
  }

  private void compare(Publication published, AdapterFiles files, PrintWriter out) {
    boolean same = files.digest().equals(published.getAdapterDigest());
    differ += same ? 0 : 1;
    met++;
    redone.put(published.getVersion(), files);
    out.printf(
        ROW,
        published.getVersion(),
        published.getAdapterDigest().substring(0, 12),
        files.digest().substring(0, 12),
        same ? "same" : "DIFFERS");
    out.flush();
  }
}
