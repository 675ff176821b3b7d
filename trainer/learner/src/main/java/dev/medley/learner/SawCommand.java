package dev.medley.learner;

import dev.medley.kafka.KafkaOptions;
import dev.medley.learner.journal.Forgotten;
import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Label;
import dev.medley.learner.labels.LabelFinder;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.DeploymentSecret;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which checkpoints were trained on a generation's label, from offsets alone. */
@Command(
    name = "saw",
    mixinStandardHelpOptions = true,
    description =
        "Says which checkpoints were trained on a generation's label: compares the label's offset"
            + " with each checkpoint's. Reads the label topics whole, by key.")
final class SawCommand implements Callable<Integer> {
  private static final String ROW = "%-32s %-28s %-9s %s%n";

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--secret",
      defaultValue = "${MEDLEY_SECRET:-}",
      description =
          "The trainer's, where members began with one: without it, which contexts they hold out is"
              + " not known. Default: none.")
  private String secret;

  @Parameters(paramLabel = "GENERATION_ID", description = "As the generation's event has it.")
  private String generationId;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Checkpoint> checkpoints = new PublishedCheckpoints(kafka.cluster()).all();
    out.printf(ROW, "checkpoint", "label", "revision", "trained on it");
    for (Topic topic : labelTopics()) {
      LabelFinder.Answer answer = new LabelFinder(kafka.cluster()).find(topic, generationId);
      answer.labels().forEach(label -> print(out, label, checkpoints));
      answer
          .unreadable()
          .forEach(record -> out.printf(ROW, "-", record, "-", "unknown: can't be read"));
      if (answer.labels().isEmpty() && answer.unreadable().isEmpty()) {
        out.printf(
            ROW,
            "-",
            kafka.cluster().topic(topic),
            "-",
            answer.gone()
                ? "unknown: no label there now, but retention has removed older ones"
                : "no: there never was a label");
      }
    }
    out.println(
        "Checkpoints that were removed are not listed. 'yes' is from offsets: a label that was too"
            + " long, that the chat");
    out.println(
        "template refused, that was delivered twice or was stale, or whose micro-batch was skipped,"
            + " was read, but taught nothing.");
    out.flush();
    return 0;
  }

  private static List<Topic> labelTopics() {
    return Arrays.stream(MemberKind.values()).map(MemberKind::labelTopic).distinct().toList();
  }

  private void print(PrintWriter out, LabelFinder.Found found, List<Checkpoint> checkpoints) {
    boolean known = false;
    for (Checkpoint checkpoint : checkpoints) {
      boolean reads =
          checkpoint.getTask().equals(found.label().task())
              && checkpoint.getLabelTopic().equals(found.partition().topic());
      if (reads) {
        known = true;
        print(out, PublishedCheckpoints.key(checkpoint), found, verdict(checkpoint, found));
      }
    }
    if (!known) {
      print(out, "-", found, "no checkpoint reads this topic");
    }
  }

  private static void print(
      PrintWriter out, String checkpoint, LabelFinder.Found found, String verdict) {
    String place =
        "%s-%d@%d"
            .formatted(found.partition().topic(), found.partition().partition(), found.offset());
    out.printf(ROW, checkpoint, place, found.label().identity().revision(), verdict);
  }

  private Optional<DeploymentSecret> secret() {
    return secret.isEmpty() ? Optional.empty() : Optional.of(DeploymentSecret.read(secret));
  }

  private String verdict(Checkpoint checkpoint, LabelFinder.Found found) {
    Label label = found.label();
    long context = ContextHash.of(label.messages(), secret()).value();
    if (HoldOut.DEFAULT.holds(context, false)) {
      return "no: its context is held out";
    }
    if (label.isAccepted()
        && checkpoint.getLabelTopic().equals(kafka.cluster().topic(Topic.PREFERENCE))) {
      return "no: y' is y, there is no pair";
    }
    int partition = found.partition().partition();
    if (Forgotten.reflects(checkpoint, partition, found.offset(), found.written())) {
      if (HoldOut.DEFAULT.holds(context, true)) {
        return "yes, unless it was among the first %d that were held out".formatted(HoldOut.ENOUGH);
      }
      return label.edited().isEmpty() ? "yes, if its loss uses a cost alone" : "yes";
    }
    return Forgotten.read(checkpoint, partition, found.offset(), found.written())
        ? "no: a roll back took it out"
        : "no: it came later";
  }
}
