package dev.medley.lab.online;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Point;
import dev.medley.lab.protocol.Scale;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Trained;
import dev.medley.lab.protocol.Training;
import dev.medley.learner.OfflineEdit;
import dev.medley.learner.OfflineMember;
import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member that serves one version of its weights and learns on another, in one process: what is
 * published is copied at once, where the whole system sends it through Kafka.
 */
final class Learning implements AutoCloseable {
  private final LoraAdapter served;
  private final Optional<OfflineMember> member;
  private final int batch;
  private final List<OfflineEdit> waiting = new ArrayList<>();

  private Learning(LoraAdapter served, Optional<OfflineMember> member, int batch) {
    this.served = served;
    this.member = member;
    this.batch = batch;
  }

  /**
   * The members of a setting as the offline log left them; their optimisers begin anew.
   *
   * @param learn whether they learn on
   */
  static Map<Method, Learning> all(
      Plan plan, LanguageModel model, Setting setting, Scale scale, boolean learn) {
    Map<Method, Learning> all = new EnumMap<>(Method.class);
    for (MemberKind kind : Method.KINDS) {
      LoraAdapter served = plan.adapter(model, setting, kind);
      Optional<OfflineMember> member = Optional.empty();
      if (learn) {
        Point point = plan.best(kind, Trained::editCost);
        member = Optional.of(Training.member(model, kind, point, scale));
        member.get().adapter().importWeights(served.exportWeights());
      }
      all.put(Method.of(kind), new Learning(served, member, scale.batch()));
    }
    return all;
  }

  LoraAdapter served() {
    return served;
  }

  /** Learns as soon as there is a micro-batch. */
  void learn(OfflineEdit edit) {
    if (member.isPresent()) {
      waiting.add(edit);
      if (waiting.size() == batch) {
        member.get().learn(waiting);
        waiting.clear();
      }
    }
  }

  /** What was learnt serves from now on. */
  void publish() {
    member.ifPresent(m -> served.importWeights(m.adapter().exportWeights()));
  }

  @Override
  public void close() {
    member.ifPresent(OfflineMember::close);
    served.close();
  }
}
