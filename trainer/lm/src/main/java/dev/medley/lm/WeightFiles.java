package dev.medley.lm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The weights of a Hugging Face directory: {@code model.safetensors}, or shards behind an index.
 */
final class WeightFiles {
  static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private WeightFiles() {}

  /**
   * Reads the weights that the configuration calls for.
   *
   * @throws IOException where a file or a weight is missing, or has another shape
   */
  static Map<String, Tensor> read(Path directory, ModelConfig config) throws IOException {
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (Path file : files(directory)) {
      found.putAll(SafeTensors.read(file));
    }
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> wanted : WeightNames.shapes(config).entrySet()) {
      Tensor tensor = found.get(wanted.getKey());
      if (tensor == null || !Arrays.equals(tensor.shape(), wanted.getValue())) {
        throw new IOException(
            "%s: %s should have shape %s, but %s"
                .formatted(
                    directory,
                    wanted.getKey(),
                    Arrays.toString(wanted.getValue()),
                    tensor == null ? "is missing" : "has " + Arrays.toString(tensor.shape())));
      }
      weights.put(wanted.getKey(), tensor);
    }
    return weights;
  }

  private static List<Path> files(Path directory) throws IOException {
    Path index = directory.resolve(INDEX);
    if (!Files.exists(index)) {
      return List.of(directory.resolve(SINGLE));
    }
    JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    TreeSet<String> names = new TreeSet<>();
    map.elements().forEachRemaining(name -> names.add(name.asText()));
    for (String name : names) {
      if (!Path.of(name).getFileName().toString().equals(name)) {
        throw new IOException(index + " names a shard outside its directory: " + name);
      }
    }
    return names.stream().map(directory::resolve).toList();
  }

  /** Hex SHA-256 of config.json and the weight files, which tells base models apart. */
  static String digest(Path directory) throws IOException {
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
