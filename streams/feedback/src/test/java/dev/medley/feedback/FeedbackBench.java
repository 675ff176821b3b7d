package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Message;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TopicCreator;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The job against its control, in turns, and with few and with many generations open. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Events per second of the job and of a control without state, join and distance.")
final class FeedbackBench implements Callable<Integer> {
  @Option(names = "--data", required = true, description = "Empty folder for everything.")
  private Path data;

  @Option(names = "--pairs", defaultValue = "300000", description = "Generations and edits a turn.")
  private int pairs;

  @Option(names = "--rounds", defaultValue = "3", description = "Turns of each.")
  private int rounds;

  @Option(names = "--warm-up", defaultValue = "60", description = "Seconds before what counts.")
  private long warmUpSeconds;

  @Option(names = "--open", defaultValue = "1000000", description = "Many open generations.")
  private int open;

  private static final int FEW = 10_000;

  private KafkaBroker broker;
  private SchemaRegistry registry;
  private int turn;

  private interface Graph {
    void build(FeedbackSettings settings, StreamExecutionEnvironment environment);
  }

  @Override
  public Integer call() throws Exception {
    broker = KafkaBroker.start(data.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), data.resolve("registry"), 0);
    try {
      Graph job = (settings, environment) -> new FeedbackJob(settings).build(environment);
      long warm = System.nanoTime() + Duration.ofSeconds(warmUpSeconds).toNanos();
      while (System.nanoTime() < warm) {
        run("warm-up", FEW, job);
        run("warm-up", FEW, FeedbackBench::control);
      }
      List<Double> jobs = new ArrayList<>();
      List<Double> controls = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        controls.add(run("control", FEW, FeedbackBench::control));
        jobs.add(run("job", FEW, job));
      }
      double many = open > 0 ? run("job", open, job) : Double.NaN;
      System.out.printf(
          "{\"vsControl\": %.2f, \"costGrowth\": %s}%n",
          median(jobs) / median(controls),
          open > 0 ? "%.2f".formatted(median(jobs) / many) : "null");
      return 0;
    } finally {
      registry.close();
      broker.close();
    }
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private static void control(FeedbackSettings settings, StreamExecutionEnvironment environment) {
    FeedbackJob parts = new FeedbackJob(settings);
    FeedbackJob.prepare(environment);
    SingleOutputStreamOperator<Event> generations = parts.generations(environment);
    SingleOutputStreamOperator<Event> edits = parts.edits(environment);
    SingleOutputStreamOperator<Cost> costs =
        generations
            .connect(edits)
            .keyBy(event -> event.id, event -> event.id, Types.STRING)
            .process(new ControlLabels(settings))
            .returns(new AvroTypeInfo<>(Cost.class))
            .uid("control");
    parts.write(costs);
    parts.writeDeadLetters(List.of(generations, edits));
  }

  /** Events per second over the middle of a turn, when this many generations are open. */
  private double run(String name, int opened, Graph graph) throws Exception {
    KafkaOptions kafka =
        new KafkaOptions(broker.bootstrapServers(), registry.url(), "t" + turn++ + ".");
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      new TopicCreator(
              admin,
              new TopicCreator.Settings(kafka.topicPrefix(), 1, (short) 1, Duration.ofDays(1)))
          .create();
    }
    send(kafka, opened);
    FeedbackSettings settings =
        FeedbackSettings.of(
            kafka,
            Duration.ofHours(24),
            Duration.ZERO,
            new Limits(1 << 20, 20, Integer.MAX_VALUE),
            Tokens.WORDS);
    Configuration configuration =
        new FlinkConfiguration(
                new org.apache.flink.core.fs.Path(data.resolve("c" + turn).toUri()),
                Duration.ofSeconds(1))
            .local(1)
            .get();
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    graph.build(settings, environment);
    JobClient client = environment.executeAsync(name);
    boolean isControl = name.equals("control");
    long first = isControl ? opened + pairs / 10 : pairs / 10;
    long last = isControl ? opened + pairs * 9L / 10 : pairs * 9L / 10;
    long start = await(kafka, first);
    long end = await(kafka, last);
    client.cancel().get();
    double perSecond = 2 * (last - first) / ((end - start) / 1e9);
    System.out.printf("%-8s %,10d open %,10.0f events/s%n", name, opened, perSecond);
    return perSecond;
  }

  /** When so many labels were written, committed or not. */
  private static long await(KafkaOptions kafka, long labels) throws InterruptedException {
    while (Log.uncommittedEnd(kafka, Topic.COST) < labels) {
      Thread.sleep(50);
    }
    return System.nanoTime();
  }

  // Where a send fails, the turn never ends.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(KafkaOptions kafka, int opened) {
    AvroSerializer<Generation> generations = new AvroSerializer<>(kafka.registryClient());
    AvroSerializer<Edit> edits = new AvroSerializer<>(kafka.registryClient());
    Random random = new Random(5);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      texts.add(text(random, 60));
    }
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            KafkaOptions.asMap(kafka.producer()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < opened + pairs; i++) {
        Generation generation = Events.generation("generation-" + i, texts.get(i % 500));
        generation.setUser("user-" + i % 1000);
        generation.setMessages(List.of(new Message("user", texts.get((i + 7) % 500))));
        generation.setCreatedAt(now);
        String topic = kafka.topic(Topic.GENERATIONS);
        producer.send(
            new ProducerRecord<>(
                topic,
                generation.getId().getBytes(UTF_8),
                generations.serialize(topic, generation)));
        if (i >= opened) {
          int edited = i - opened;
          String[] words = texts.get(edited % 500).split(" ");
          for (int change = 0; change < 12; change++) {
            words[random.nextInt(words.length)] = "w" + random.nextInt(900);
          }
          Edit edit = Events.edited("generation-" + edited, 0, String.join(" ", words));
          edit.setEditedAt(now);
          topic = kafka.topic(Topic.EDITS);
          producer.send(
              new ProducerRecord<>(
                  topic, edit.getGenerationId().getBytes(UTF_8), edits.serialize(topic, edit)));
        }
      }
    }
  }

  private static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "w" : " w").append(random.nextInt(900));
    }
    return text.toString();
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new FeedbackBench()).execute(args));
  }
}
