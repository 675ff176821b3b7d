package dev.medley.learner;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.LossValue;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.signing.CheckpointSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One LoRA member of one task: reads its label topic in order, learns in micro-batches of a fixed
 * size, and commits rounds. Its weights reflect each label exactly once. Not thread-safe.
 */
public final class Member implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  private final MemberId id;
  private final Hyperparameters parameters;
  private final RoundSettings rounds;
  private final RoundCommitter committer;
  private final LabelReader reader;
  private final MemberModel model;
  private final Deque<PublishedVersion> published = new ArrayDeque<>();
  private final Gate gate;
  private long version;
  private int labelsInRound;
  private long roundStarted = System.nanoTime();
  private long publishedAt = System.nanoTime();
  private long publishedSteps;
  private LossValue newest = new LossValue(Double.NaN, Map.of());

  private Member(
      LanguageModel base,
      KafkaOptions options,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      String self,
      Optional<CheckpointSigner> signer) {
    this.id = id;
    this.parameters = parameters;
    this.rounds = rounds;
    this.gate = new Gate(rounds.tolerance());
    MemberContract contract =
        new MemberContract(base.digest(), parameters.lora().rank(), parameters.seed());
    // Fences whoever had the member before, so that what is read next is its last word.
    this.committer = new RoundCommitter(options, id, contract, self, signer);
    try {
      SavedState saved = new StateReader(options).read(id).orElse(null);
      if (saved != null) {
        contract.check(id, saved.manifest());
        version = saved.manifest().getVersion();
        published.addAll(saved.state().published());
        publishedSteps = saved.manifest().getSteps();
      }
      this.reader =
          new LabelReader(
              options, id, saved == null ? List.of() : saved.manifest().getNextOffsets());
      this.model = new MemberModel(base, id.kind(), parameters, rounds, saved);
    } catch (RuntimeException e) {
      committer.close();
      throw e;
    }
  }

  /**
   * Takes a member over, and goes on where its last committed round ended.
   *
   * @param self how this trainer is named to a rival that it fences
   * @param signer of its checkpoints; empty leaves them unsigned
   * @throws RefusedStateException where the saved state does not fit the settings
   */
  public static Member open(
      LanguageModel base,
      KafkaOptions options,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      String self,
      Optional<CheckpointSigner> signer) {
    return new Member(base, options, id, parameters, rounds, self, signer);
  }

  /**
   * Reads what has come, and learns from one micro-batch, commits one round, or does nothing.
   *
   * @return whether there was something to do
   */
  public boolean work() {
    reader.poll();
    boolean due = elapsed(roundStarted).compareTo(rounds.roundInterval()) >= 0;
    boolean full = labelsInRound >= rounds.roundLabels();
    if (due && labelsInRound == 0 && reader.available() > 0) {
      // Too few came in a whole interval: a smaller micro-batch, rather than labels that wait.
      learn(Math.min(reader.available(), parameters.batch()));
    }
    if (labelsInRound > 0 && (due || full)) {
      commit();
      return true;
    }
    if (reader.available() >= parameters.batch()) {
      learn(parameters.batch());
      return true;
    }
    return false;
  }

  private void learn(int count) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(reader.take());
    }
    labelsInRound += count;
    Optional<LossValue> loss = model.learn(labels);
    loss.ifPresent(value -> newest = value);
  }

  /** Ends the round, if anything was read in it. */
  public void commit() {
    if (labelsInRound == 0) {
      return;
    }
    Map<String, Double> figures = Map.of();
    AdapterFiles adapter = null;
    List<PublishedVersion> expired = new ArrayList<>();
    try {
      if (publishDue()) {
        figures = model.evaluate();
        if (gate.passes(id, figures)) {
          adapter = AdapterFiles.of(model);
          version++;
          int chunks = Chunks.cut(adapter.bytes()).size();
          published.addLast(new PublishedVersion(version, chunks, committer.chunkPartition()));
          while (published.size() > rounds.keptCheckpoints()) {
            expired.add(published.removeFirst());
          }
        }
        publishedAt = System.nanoTime();
        publishedSteps = model.steps();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the adapter to a temporary folder", e);
    }
    committer.commit(
        new Round(
            MemberStateCodec.encode(model.state(List.copyOf(published))),
            reader.nextOffsets(),
            adapter,
            version,
            model.steps(),
            model.editsSeen(),
            model.newestEditAt(),
            figures,
            expired),
        reader.group());
    log(adapter != null, figures);
    labelsInRound = 0;
    roundStarted = System.nanoTime();
  }

  private boolean publishDue() {
    boolean late = elapsed(publishedAt).compareTo(rounds.publishInterval()) >= 0;
    return model.steps() > publishedSteps && (late || version == 0);
  }

  private void log(boolean publishes, Map<String, Double> figures) {
    LOG.atInfo()
        .addKeyValue("member", id)
        .addKeyValue("labels", labelsInRound)
        .addKeyValue("editsSeen", model.editsSeen())
        .addKeyValue("steps", model.steps())
        .addKeyValue("loss", newest.loss())
        .addKeyValue("published", publishes ? version : "-")
        .addKeyValue("heldOut", figures)
        .addKeyValue("lag", reader.lag())
        .log("Round committed");
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  public MemberId id() {
    return id;
  }

  /** Loss and metrics of the newest micro-batch, by TRL's names. */
  public LossValue newest() {
    return newest;
  }

  /** Labels that wait on the topic. */
  public long lag() {
    return reader.lag();
  }

  public long editsSeen() {
    return model.editsSeen();
  }

  public long steps() {
    return model.steps();
  }

  /** Version of the newest checkpoint; 0 for none. */
  public long version() {
    return version;
  }

  /** Closes without committing: what was not committed is read again. */
  @Override
  public void close() {
    reader.close();
    committer.close();
    model.close();
  }
}
