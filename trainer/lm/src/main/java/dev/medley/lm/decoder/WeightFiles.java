package dev.medley.lm.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.config.WeightNames;
import dev.medley.lm.safetensors.SafeTensorsHeader;
import dev.medley.lm.safetensors.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The weights of a Hugging Face directory: {@code model.safetensors}, else shards behind an index;
 * an index beside the whole file is of another time, and transformers passes over it too.
 */
public final class WeightFiles {
  public static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private WeightFiles() {}

  /**
   * Finds the weights that the configuration calls for; their values stay in the files.
   *
   * @throws IOException where a file or a weight is missing or has another shape, or where a weight
   *     is left over, for then the configuration is of another model
   */
  public static Map<String, StoredTensor> find(Path directory, ModelConfig config)
      throws IOException {
    Map<String, StoredTensor> found = new LinkedHashMap<>();
    for (Path file : files(directory)) {
      for (Map.Entry<String, StoredTensor> entry : SafeTensorsHeader.read(file).entrySet()) {
        if (found.put(entry.getKey(), entry.getValue()) != null) {
          throw new IOException("%s: two shards hold %s".formatted(directory, entry.getKey()));
        }
      }
    }
    Map<String, StoredTensor> weights =
        StoredTensor.take(directory, found, WeightNames.shapes(config));
    found.keySet().removeIf(name -> ignored(name, config));
    if (!found.isEmpty()) {
      throw new IOException(
          "%s holds weights that a %s of this config.json has no place for, such as %s"
              .formatted(directory, config.modelType(), found.keySet().iterator().next()));
    }
    return weights;
  }

  /** Frequencies are computed, and a tied head repeats the embedding. */
  private static boolean ignored(String name, ModelConfig config) {
    return name.endsWith(".rotary_emb.inv_freq")
        || (name.equals(WeightNames.HEAD) && config.tieWordEmbeddings());
  }

  private static List<Path> files(Path directory) throws IOException {
    Path single = directory.resolve(SINGLE);
    Path index = directory.resolve(INDEX);
    if (Files.exists(single)) {
      return List.of(single);
    } else if (!Files.exists(index)) {
      throw new IOException(
          "%s holds neither %s nor %s; only safetensors are read"
              .formatted(directory, SINGLE, INDEX));
    }
    JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    TreeSet<String> names = new TreeSet<>();
    map.elements().forEachRemaining(name -> names.add(name.asText()));
    for (String name : names) {
      if (!Path.of(name).getFileName().toString().equals(name)) {
        throw new IOException(index + " names a shard outside its directory: " + name);
      }
    }
    if (names.isEmpty()) {
      throw new IOException(index + " names no shard in its weight_map");
    }
    return names.stream().map(directory::resolve).toList();
  }

  /** Hex SHA-256 of config.json and the weight files, which tells base models apart. */
  public static String digest(Path directory) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(directory.resolve(ModelConfig.FILE)));
      byte[] buffer = new byte[1 << 20];
      for (Path file : files(directory)) {
        try (InputStream in = Files.newInputStream(file)) {
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }
}
