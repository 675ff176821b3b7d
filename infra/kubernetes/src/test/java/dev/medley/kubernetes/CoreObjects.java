package dev.medley.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.util.List;
import java.util.Map;

/** Kubernetes' own kinds (and PodMonitor) by fabric8's model, which has a field for each. */
final class CoreObjects {
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "v1 ConfigMap", ConfigMap.class,
          "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1 Service", Service.class,
          "apps/v1 Deployment", Deployment.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
          "monitoring.coreos.com/v1 PodMonitor", PodMonitor.class);

  /** The model's classes keep what they don't know; not here. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private CoreObjects() {}

  static List<String> problems(JsonNode resource) {
    String kind = resource.path("apiVersion").asText() + " " + Manifests.kind(resource);
    return KINDS.containsKey(kind)
        ? problems(resource, KINDS.get(kind))
        : List.of(Manifests.name(resource) + " is of an unknown kind: " + kind);
  }

  /** Of any resource. */
  static List<String> metadataProblems(JsonNode resource) {
    return problems(resource.path("metadata"), ObjectMeta.class);
  }

  private static List<String> problems(JsonNode json, Class<?> type) {
    try {
      STRICT.treeToValue(json, type);
      return List.of();
    } catch (JsonProcessingException e) {
      return List.of(e.getOriginalMessage());
    }
  }
}
