package dev.medley.serving;

import dev.medley.schemas.ArmStatistics;
import dev.medley.schemas.Cost;
import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Costs to statistics: each generation counts once, with the latest revision of its edit, for the
 * arm that responded. All nodes share the work and read all results.
 */
final class StatisticsTopology {
  /** Name of the store that every node holds in full. */
  static final String ALL_ARMS = "all-arms";

  private static final Serde<String> STRING = Serdes.String();

  private StatisticsTopology() {}

  static Topology build(KafkaOptions options, SchemaRegistryClient registry) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<ArmStatistics> statistics = AvroSerde.of(registry, ArmStatistics.class);
    plays(builder, options.topic(Topic.COST), AvroSerde.of(registry, Cost.class))
        .groupBy(
            (id, play) -> KeyValue.pair(play.armKey(), play),
            Grouped.with("by-arm", STRING, BinarySerde.plays()))
        .aggregate(
            () -> ArmTotal.NONE,
            (arm, play, total) -> total.plus(play),
            (arm, play, total) -> total.minus(play),
            Materialized.<String, ArmTotal, KeyValueStore<Bytes, byte[]>>as("totals")
                .withKeySerde(STRING)
                .withValueSerde(BinarySerde.totals()))
        .toStream()
        .mapValues(StatisticsTopology::record)
        .to(options.topic(Topic.ARM_STATISTICS), Produced.with(STRING, statistics));
    builder.globalTable(
        options.topic(Topic.ARM_STATISTICS),
        Consumed.with(STRING, statistics),
        Materialized.<String, ArmStatistics>as(Stores.inMemoryKeyValueStore(ALL_ARMS))
            .withKeySerde(STRING)
            .withValueSerde(statistics));
    return builder.build();
  }

  private static KTable<String, Play> plays(
      StreamsBuilder builder, String topic, Serde<Cost> costs) {
    return builder.stream(topic, Consumed.with(STRING, costs))
        .filter((id, cost) -> id != null && cost != null && Play.counts(cost))
        .mapValues(Play::of)
        .groupByKey(Grouped.with("by-generation", STRING, BinarySerde.plays()))
        .reduce(
            Play::later,
            Materialized.<String, Play, KeyValueStore<Bytes, byte[]>>as("plays")
                .withKeySerde(STRING)
                .withValueSerde(BinarySerde.plays()));
  }

  private static ArmStatistics record(String key, ArmTotal total) {
    int slash = key.lastIndexOf('/');
    return new ArmStatistics(
        key.substring(0, slash), key.substring(slash + 1), total.plays(), total.costSum());
  }
}
