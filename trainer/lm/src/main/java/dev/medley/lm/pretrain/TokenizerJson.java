package dev.medley.lm.pretrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.lm.chat.ChatTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A byte-level BPE vocabulary, written as Hugging Face's {@code tokenizer.json}. */
public record TokenizerJson(Map<String, Integer> vocabulary, List<String> merges) {
  /** Special tokens of the models that are pre-trained here; they come first. */
  static final List<String> SPECIAL =
      List.of("<|pad|>", "<|bos|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>");

  private static final String PAD = SPECIAL.get(0);
  private static final String BOS = SPECIAL.get(1);
  private static final String END = SPECIAL.get(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a model's directory. */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (String token : SPECIAL) {
      ObjectNode node = added.addObject().put("id", vocabulary.get(token)).put("content", token);
      node.put("single_word", false).put("lstrip", false).put("rstrip", false);
      node.put("normalized", false).put("special", true);
    }
    root.putNull("normalizer");
    ArrayNode splits =
        root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
    ObjectNode split = splits.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", BpeTrainer.WORDS);
    split.put("behavior", "Isolated").put("invert", false);
    byteLevel(splits.addObject());
    root.putNull("post_processor");
    byteLevel(root.putObject("decoder"));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix").put("fuse_unk", false).put("byte_fallback", false);
    model.set("vocab", JSON.valueToTree(vocabulary));
    model.set("merges", JSON.valueToTree(merges));
    JSON.writeValue(directory.resolve(ChatTokenizer.FILE).toFile(), root);
    writeConfig(directory);
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel").put("add_prefix_space", false);
    node.put("trim_offsets", true).put("use_regex", false);
  }

  private static void writeConfig(Path directory) throws IOException {
    ObjectNode config = JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("bos_token", BOS).put("eos_token", END);
    config.put("pad_token", PAD).put("clean_up_tokenization_spaces", false);
    config.put(
        "chat_template",
        ("%s{%% for message in messages %%}<|{{ message['role'] }}|>{{ message['content'] }}%s"
                + "{%% endfor %%}{%% if add_generation_prompt %%}<|assistant|>{%% endif %%}")
            .formatted(BOS, END));
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("tokenizer_config.json").toFile(), config);
  }
}
