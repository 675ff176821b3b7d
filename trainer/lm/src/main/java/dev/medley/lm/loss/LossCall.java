package dev.medley.lm.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.decoder.Batch;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.torch.TorchScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A loss over a batch as a call of the decoder's text. The rows are all the responses y' that are
 * imitated or preferred, then the responses y of the pairs.
 */
public record LossCall(String method, TorchScript.Call arguments, boolean pairs) {

  /**
   * Lays out a batch.
   *
   * @throws IllegalArgumentException where the loss is over pairs and the batch holds none
   */
  public static LossCall of(
      NDManager call, Decoder decoder, Loss loss, List<Example> batch, LoraAdapter adapter) {
    if (loss instanceof Loss.Sft) {
      return sft(call, decoder, batch, adapter, 1);
    }
    if (loss instanceof Loss.Dpo dpo) {
      return pairs(call, decoder, "dpo_loss", onlyPairs(batch), adapter, dpo.beta(), 0);
    }
    if (loss instanceof Loss.Pairwise rl) {
      return pairs(call, decoder, "pairwise_loss", onlyPairs(batch), adapter, rl.beta(), 0);
    }
    Loss.Early early = (Loss.Early) loss;
    if (batch.stream().noneMatch(Example::isPair)) {
      return sft(call, decoder, batch, adapter, early.lambda());
    }
    return pairs(call, decoder, "dpo_loss", batch, adapter, early.beta(), early.lambda());
  }

  private static List<Example> onlyPairs(List<Example> batch) {
    List<Example> found = batch.stream().filter(Example::isPair).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "None of %d examples has a draft that differs from its edit".formatted(batch.size()));
    }
    return found;
  }

  private static LossCall sft(
      NDManager call, Decoder decoder, List<Example> batch, LoraAdapter adapter, double lambda) {
    List<Batch.Row> rows = batch.stream().map(e -> new Batch.Row(e.prompt(), e.chosen())).toList();
    Batch arrays = Batch.of(call, rows, decoder.config());
    TorchScript.Call arguments =
        decoder
            .call(adapter)
            .list("x", arrays.decoderOrder())
            .array(call.create(TokenWeights.of(batch, arrays.labels().size())))
            .array(call.create(new float[] {(float) lambda}));
    return new LossCall("sft_loss", arguments, false);
  }

  private static LossCall pairs(
      NDManager call,
      Decoder decoder,
      String method,
      List<Example> batch,
      LoraAdapter adapter,
      double beta,
      double lambda) {
    List<Batch.Row> rows = new ArrayList<>();
    batch.forEach(e -> rows.add(new Batch.Row(e.prompt(), e.chosen())));
    List<Integer> chosenRow = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).isPair()) {
        rows.add(new Batch.Row(batch.get(i).prompt(), batch.get(i).rejected()));
        chosenRow.add(i);
      }
    }
    Batch arrays = Batch.of(call, rows, decoder.config());
    float[] costs = new float[chosenRow.size()];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = batch.get(chosenRow.get(i)).cost();
    }
    TorchScript.Call arguments =
        decoder
            .call(adapter)
            .list("x", arrays.decoderOrder())
            .array(call.create(TokenWeights.of(batch, arrays.labels().size())))
            .array(arrays.owners())
            .array(call.create(chosenRow.stream().mapToLong(i -> i).toArray()))
            .array(call.create(costs))
            .array(call.create(new float[] {(float) beta, (float) lambda}));
    return new LossCall(method, arguments, true);
  }

  public LossValue value(NDList results) {
    double loss = results.get(0).getFloat();
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (pairs) {
      float[] chosen = results.get(1).toFloatArray();
      float[] rejected = results.get(2).toFloatArray();
      double right = 0;
      for (int i = 0; i < chosen.length; i++) {
        right += chosen[i] > rejected[i] ? 1 : 0;
      }
      metrics.put("rewards/chosen", mean(chosen));
      metrics.put("rewards/rejected", mean(rejected));
      metrics.put("rewards/margins", mean(chosen) - mean(rejected));
      metrics.put("rewards/accuracies", right / chosen.length);
      metrics.put("logps/chosen", mean(results.get(3)));
      metrics.put("logps/rejected", mean(results.get(4)));
    }
    return new LossValue(loss, metrics);
  }

  private static double mean(NDArray array) {
    return mean(array.toFloatArray());
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
