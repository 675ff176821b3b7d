package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A standalone Flink cluster of real processes, one manager of each kind: on their class path is
 * what Flink's distribution has in its lib folder, and nothing else.
 */
final class FlinkCluster implements AutoCloseable {
  private static final Duration SUBMIT_WITHIN = Duration.ofMinutes(5);

  private final Path home;
  private final Path folder;
  private final String classpath;
  private final int restPort = Ports.free();
  private JavaProcess jobManager;
  private JavaProcess taskManager;

  FlinkCluster(Path home, Path folder, int slots) throws IOException {
    this.home = home;
    this.folder = folder;
    this.classpath = distribution().resolve("lib") + "/*";
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        jobmanager.rpc.address: localhost
        jobmanager.rpc.port: %d
        rest.address: localhost
        rest.port: %d
        heartbeat.interval: 1000
        heartbeat.timeout: 8000
        taskmanager.host: localhost
        taskmanager.numberOfTaskSlots: %d
        taskmanager.cpu.cores: 1
        taskmanager.memory.framework.heap.size: 64m
        taskmanager.memory.framework.off-heap.size: 64m
        taskmanager.memory.task.heap.size: 900m
        taskmanager.memory.task.off-heap.size: 0
        taskmanager.memory.network.min: 64m
        taskmanager.memory.network.max: 64m
        taskmanager.memory.managed.size: 256m
        taskmanager.memory.jvm-metaspace.size: 256m
        taskmanager.memory.jvm-overhead.min: 192m
        taskmanager.memory.jvm-overhead.max: 192m
        io.tmp.dirs: %s
        """
            .formatted(Ports.free(), restPort, slots, folder),
        UTF_8);
  }

  void start() throws IOException {
    jobManager =
        java(
            "jobmanager",
            512,
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of("--configDir", folder.toString()));
    startTaskManager();
  }

  void startTaskManager() throws IOException {
    taskManager =
        java(
            "taskmanager",
            964,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            List.of("--configDir", folder.toString()));
  }

  /** kill -9. */
  void killTaskManager() {
    taskManager.kill();
  }

  /** {@code flink run --detached} of the job's jar. */
  void submit(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "--detached",
                "--jobmanager",
                "localhost:" + restPort,
                home.resolve("target/medley-feedback-0.1.0-SNAPSHOT-job.jar").toString()));
    command.addAll(arguments);
    int status =
        java("submit", 256, "org.apache.flink.client.cli.CliFrontend", command)
            .await(SUBMIT_WITHIN);
    if (status != 0) {
      throw new IllegalStateException(
          "flink run ended with status %d: see %s".formatted(status, folder.resolve("submit.log")));
    }
  }

  private JavaProcess java(String name, int heapMegabytes, String main, List<String> arguments)
      throws IOException {
    return JavaProcess.of(main, classpath)
        .heap(heapMegabytes + "m")
        .jvm(
            "-XX:MaxMetaspaceSize=256m",
            // As Flink's own scripts open them.
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "-Dlog4j.configurationFile="
                + home.resolve("src/test/resources/cluster-log4j2.properties"))
        .environment("FLINK_CONF_DIR", folder.toString())
        .arguments(arguments)
        .start(folder.resolve(name + ".log"));
  }

  private static Path distribution() {
    String home = System.getenv("FLINK_HOME");
    if (home == null || !Files.isDirectory(Path.of(home, "lib"))) {
      throw new IllegalStateException(
          "FLINK_HOME is %s: it must name a Flink distribution, with its lib folder"
              .formatted(home));
    }
    return Path.of(home);
  }

  @Override
  public void close() {
    taskManager.kill();
    jobManager.kill();
  }
}
