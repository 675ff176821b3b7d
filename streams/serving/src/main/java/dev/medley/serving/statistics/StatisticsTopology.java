package dev.medley.serving.statistics;

import dev.medley.ensemble.CostHistory;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.Cost;
import dev.medley.schemas.CostBlock;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.names.RecordRules;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Generations and costs to statistics: each generation counts once, with the latest revision of its
 * edit, for the arm that responded. All nodes share the work and read all results.
 */
final class StatisticsTopology {
  /** Name of the store that every node holds in full. */
  static final String ALL_ARMS = "all-arms";

  private static final Serde<String> STRING = Serdes.String();

  private StatisticsTopology() {}

  /**
   * The topology; `generations` and `cost` must have the same number of partitions.
   *
   * @param arms partitions that arms are spread over
   */
  static Topology build(
      Cluster cluster, SchemaRegistryClient registry, Silence silence, Skipped skipped, int arms) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<ArmStatistics> statistics = AvroSerde.of(registry, ArmStatistics.class);
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(PlayLedger.PLAYS), STRING, BinarySerde.plays()));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(PlayLedger.DEADLINES), STRING, Serdes.ByteArray()));
    asked(builder, cluster, registry, skipped)
        .merge(answered(builder, cluster, registry, skipped))
        .process(() -> new PlayLedger(silence.after()), PlayLedger.PLAYS, PlayLedger.DEADLINES)
        // As many as ever: an arm would leave its total behind on another partition.
        .repartition(
            Repartitioned.<String, ArmChange>as("by-arm")
                .withKeySerde(STRING)
                .withValueSerde(BinarySerde.changes())
                .withNumberOfPartitions(arms))
        .groupByKey(Grouped.with(STRING, BinarySerde.changes()))
        .aggregate(
            () -> ArmTotal.NONE,
            (arm, change, total) -> total.plus(change, silence.accepts()),
            Materialized.<String, ArmTotal, KeyValueStore<Bytes, byte[]>>as("totals")
                .withKeySerde(STRING)
                .withValueSerde(BinarySerde.totals()))
        .toStream()
        .mapValues(StatisticsTopology::record)
        .to(cluster.topic(Topic.ARM_STATISTICS), Produced.with(STRING, statistics));
    builder.globalTable(
        cluster.topic(Topic.ARM_STATISTICS),
        Consumed.with(STRING, statistics),
        Materialized.<String, ArmStatistics>as(Stores.inMemoryKeyValueStore(ALL_ARMS))
            .withKeySerde(STRING)
            .withValueSerde(statistics));
    return builder.build();
  }

  private static KStream<String, Play> asked(
      StreamsBuilder builder, Cluster cluster, SchemaRegistryClient registry, Skipped skipped) {
    Serde<Generation> generations = AvroSerde.of(registry, Generation.class);
    return builder.stream(cluster.topic(Topic.GENERATIONS), Consumed.with(STRING, generations))
        .processValues(
            () ->
                new PlayReader<>(
                    Generation::getId,
                    RecordRules::fault,
                    asked -> Play.counts(asked, skipped),
                    Play::of,
                    skipped));
  }

  private static KStream<String, Play> answered(
      StreamsBuilder builder, Cluster cluster, SchemaRegistryClient registry, Skipped skipped) {
    Serde<Cost> costs = AvroSerde.of(registry, Cost.class);
    return builder.stream(cluster.topic(Topic.COST), Consumed.with(STRING, costs))
        .processValues(
            () ->
                new PlayReader<>(
                    Cost::getGenerationId, RecordRules::label, Play::counts, Play::of, skipped));
  }

  private static ArmStatistics record(String key, ArmTotal total) {
    int slash = key.lastIndexOf('/');
    List<CostBlock> blocks =
        total.costs().blocks().stream()
            .map(
                block ->
                    new CostBlock(
                        block.from(),
                        block.to(),
                        block.plays(),
                        block.costSum(),
                        block.logSum(),
                        block.logSquareSum()))
            .toList();
    return ArmStatistics.newBuilder()
        .setTask(key.substring(0, slash))
        .setArm(key.substring(slash + 1))
        .setPlays(total.costs().plays())
        .setCostSum(total.costs().costSum())
        .setWaiting(total.waiting())
        .setSilent(total.silent())
        .setBlocks(blocks)
        .build();
  }

  /** What a record of `arm-statistics` says. */
  static ArmTotal total(ArmStatistics statistics) {
    return new ArmTotal(
        new CostHistory(
            statistics.getBlocks().stream()
                .map(
                    block ->
                        new dev.medley.ensemble.CostSpan(
                            block.getFrom(),
                            block.getTo(),
                            block.getPlays(),
                            block.getCostSum(),
                            block.getLogSum(),
                            block.getLogSquareSum()))
                .toList()),
        Math.max(0, statistics.getWaiting()),
        Math.max(0, statistics.getSilent()));
  }
}
