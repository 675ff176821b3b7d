package dev.medley.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.standalone.Ports;
import dev.medley.testing.Certificates;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker that speaks TLS, knows its users by SCRAM, and lets nobody do what no ACL allows. */
final class SecureBroker implements AutoCloseable {
  static final String ADMIN = "admin";
  private static final String LOGIN =
      "org.apache.kafka.common.security.scram.ScramLoginModule required"
          + " username=\"%s\" password=\"%s\";";

  private final KafkaRaftServer server;
  private final int port = Ports.free();
  private final Certificates certificates;

  SecureBroker(Path folder) throws Exception {
    certificates = Certificates.make(folder, "localhost");
    Path data = folder.resolve("kafka");
    new Formatter()
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.toString())
        .setDirectories(List.of(data.toString()))
        .setScramArguments(
            List.of("SCRAM-SHA-512=[name=%s,password=%s]".formatted(ADMIN, password(ADMIN))))
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .run();
    server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(properties(data, Ports.free()), false), Time.SYSTEM);
    server.startup();
  }

  static String password(String user) {
    return user + "-password";
  }

  private Properties properties(Path data, int controllerPort) {
    Properties p = new Properties();
    p.put("node.id", "1");
    p.put("process.roles", "broker,controller");
    p.put("controller.quorum.voters", "1@localhost:" + controllerPort);
    p.put(
        "listeners",
        "SASL_SSL://localhost:%d,CONTROLLER://localhost:%d".formatted(port, controllerPort));
    p.put("advertised.listeners", "SASL_SSL://localhost:" + port);
    p.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "SASL_SSL");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    p.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
    p.put(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
        LOGIN.formatted(ADMIN, password(ADMIN)));
    p.put("ssl.keystore.location", certificates.store().toString());
    p.put("ssl.keystore.type", "PKCS12");
    p.put("ssl.keystore.password", certificates.password());
    p.put("ssl.truststore.location", certificates.store().toString());
    p.put("ssl.truststore.type", "PKCS12");
    p.put("ssl.truststore.password", certificates.password());
    p.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    p.put("allow.everyone.if.no.acl.found", "false");
    // Between controller and broker, which are one process here.
    p.put("super.users", "User:%s;User:ANONYMOUS".formatted(ADMIN));
    p.put("log.dirs", data.toString());
    p.put("auto.create.topics.enable", "false");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("transaction.max.timeout.ms", String.valueOf(Duration.ofDays(7).toMillis()));
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
    return p;
  }

  /** Knows users from now on, and lets each do what its resource says, as Strimzi would. */
  void admit(List<JsonNode> users) throws Exception {
    ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    try (Admin admin = Admin.create(client(ADMIN))) {
      for (JsonNode user : users) {
        String name = Manifests.name(user);
        admin.createAcls(Manifests.acls(user)).all().get();
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(name, scram, password(name))))
            .all()
            .get();
      }
    }
  }

  /** What clients must trust. */
  Certificates certificates() {
    return certificates;
  }

  /** How a user reaches it. */
  Map<String, Object> client(String user) {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", "localhost:" + port);
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.mechanism", "SCRAM-SHA-512");
    client.put("sasl.jaas.config", LOGIN.formatted(user, password(user)));
    client.put("ssl.truststore.location", certificates.store().toString());
    client.put("ssl.truststore.type", "PKCS12");
    client.put("ssl.truststore.password", certificates.password());
    return client;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
