package dev.medley.lm.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where libtorch computes, by PyTorch's names: {@code cpu}, {@code cuda}, {@code cuda:1}. */
public final class Devices {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final Pattern BFLOAT16 = Pattern.compile(".*\\b(avx512_bf16|amx_bf16|bf16)\\b.*");

  private Devices() {}

  /**
   * Finds a device.
   *
   * @throws IllegalArgumentException where it is not there, saying what is
   */
  public static Device find(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw new IllegalArgumentException(
          "Device '%s' is unknown: choose cpu, cuda or cuda:N".formatted(name));
    }
    int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    int there = Engine.getEngine("PyTorch").getGpuCount();
    if (number >= there) {
      throw new IllegalArgumentException(
          ("Device %s is not there: %d CUDA devices are seen. It takes an NVIDIA driver, and"
                  + " libtorch 2.7.1+cu128 whose torch/lib PYTORCH_LIBRARY_PATH names (now: %s);"
                  + " or choose cpu")
              .formatted(name, there, System.getenv("PYTORCH_LIBRARY_PATH")));
    }
    return Device.gpu(number);
  }

  /** Whether the CPU multiplies bfloat16 itself, as far as Linux says. */
  public static boolean cpuHasBfloat16() {
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines.anyMatch(line -> BFLOAT16.matcher(line).matches());
    } catch (IOException e) {
      return false;
    }
  }

  /** Bytes that are free on a device: of a container's limit where there is one. */
  public static long free(Device device) {
    if (device.isGpu()) {
      MemoryUsage memory = CudaUtils.getGpuMemory(device);
      return memory.getMax() - memory.getUsed();
    }
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Math.min(reclaimable(system.getFreeMemorySize()), system.getTotalMemorySize());
  }

  /** What the page cache holds counts as free, where Linux says how much that is. */
  private static long reclaimable(long otherwise) {
    try (Stream<String> lines = Files.lines(MEMORY)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
