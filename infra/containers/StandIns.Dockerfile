# What infra/containers/system uses where Apache's and Prometheus' images can't be pulled: the same programs, users and folders.
FROM eclipse-temurin:17-jre AS kafka
RUN useradd --uid 1000 appuser && mkdir -p /etc/kafka/docker /opt/kafka/config /opt/kafka/logs /mnt/shared/config /var/lib/kafka/data && \
    touch /opt/kafka/config/server.properties && chown -R appuser /opt/kafka /var/lib/kafka && \
    echo '{}' >/etc/kafka/docker/log4j2.yaml && echo '{}' >/etc/kafka/docker/tools-log4j2.yaml && \
    echo '<configuration><appender name="OUT" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d %level %msg%n</pattern></encoder></appender><root level="INFO"><appender-ref ref="OUT"/></root></configuration>' >/etc/kafka/docker/logback.xml
COPY kafka /opt/kafka/libs
COPY --chmod=755 kafka-run /etc/kafka/docker/run
USER appuser
CMD ["/etc/kafka/docker/run"]

FROM eclipse-temurin:17-jre AS prometheus
RUN mkdir /prometheus && chown nobody /prometheus
COPY prometheus /bin/prometheus
USER nobody
ENTRYPOINT ["/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
