package dev.medley.serving.statistics;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.names.RecordRules;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
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
import org.apache.kafka.streams.state.DslKeyValueParams;
import org.apache.kafka.streams.state.DslStoreSuppliers;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Generations and costs to statistics: each generation counts once for the arm that responded, with
 * the latest revision of its edit, and until there is one with how it ended. All nodes share the
 * work and read all results.
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
   * @param stores what they are kept in
   */
  static Topology build(
      Cluster cluster,
      SchemaRegistryClient registry,
      Silence silence,
      Skipped skipped,
      int arms,
      DslStoreSuppliers stores) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<ArmStatistics> statistics = AvroSerde.of(registry, ArmStatistics.class);
    builder.addStateStore(
        Stores.keyValueStoreBuilder(store(stores, PlayLedger.PLAYS), STRING, BinarySerde.plays()));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            store(stores, PlayLedger.DEADLINES), STRING, Serdes.ByteArray()));
    asked(builder, cluster, registry, skipped)
        .merge(answered(builder, cluster, registry, skipped))
        .process(() -> new PlayLedger(silence), PlayLedger.PLAYS, PlayLedger.DEADLINES)
        // As many as ever: an arm would leave its total behind on another partition.
        .repartition(
            Repartitioned.<String, ArmChange>as("by-arm")
                .withKeySerde(STRING)
                .withValueSerde(BinarySerde.changes())
                .withNumberOfPartitions(arms))
        .groupByKey(Grouped.with(STRING, BinarySerde.changes()))
        .aggregate(
            () -> ArmTotal.NONE,
            (arm, change, total) -> total.plus(change),
            Materialized.<String, ArmTotal, KeyValueStore<Bytes, byte[]>>as("totals")
                .withStoreType(stores)
                .withKeySerde(STRING)
                .withValueSerde(BinarySerde.totals()))
        .toStream()
        .mapValues(ArmRecords::record)
        .to(cluster.topic(Topic.ARM_STATISTICS), Produced.with(STRING, statistics));
    builder.globalTable(
        cluster.topic(Topic.ARM_STATISTICS),
        Consumed.with(STRING, statistics),
        Materialized.<String, ArmStatistics>as(Stores.inMemoryKeyValueStore(ALL_ARMS))
            .withKeySerde(STRING)
            .withValueSerde(statistics));
    return builder.build();
  }

  private static KeyValueBytesStoreSupplier store(DslStoreSuppliers stores, String name) {
    return stores.keyValueStore(new DslKeyValueParams(name, false));
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
}
