package dev.medley.lm.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.medley.lm.TinyScript;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class AdamWTest {
  private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.99, 1e-8, 0.1);
  @AutoClose private static final TinyScript TINY = TinyScript.compile();

  @Test
  void shouldFollowTorchsFormula() {
    // Given
    NDArray parameter = TINY.manager().create(new float[] {1f, -2f, 0.5f});
    AdamW optimizer = new AdamW(TINY.manager(), TINY.script(), Map.of("x", parameter), SETTINGS);
    double[] x = {1, -2, 0.5};
    double[] m = new double[3];
    double[] v = new double[3];

    for (int t = 1; t <= 20; t++) {
      float[] gradient = {(float) Math.sin(t), 0.3f * t, -0.01f};

      // When
      optimizer.step(Map.of("x", TINY.manager().create(gradient)), 0.05);

      // Then
      for (int i = 0; i < 3; i++) {
        x[i] -= 0.05 * 0.1 * x[i];
        m[i] = 0.9 * m[i] + 0.1 * gradient[i];
        v[i] = 0.99 * v[i] + 0.01 * gradient[i] * gradient[i];
        double root = Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(0.99, t)) + 1e-8;
        x[i] -= 0.05 / (1 - Math.pow(0.9, t)) * m[i] / root;
        assertThat((double) parameter.toFloatArray()[i]).isCloseTo(x[i], within(2e-5));
      }
    }
    assertThat(optimizer.steps()).isEqualTo(20);
  }

  @Test
  void shouldGoOnBitForBitFromItsState() {
    // Given
    NDArray first = TINY.manager().create(new float[] {1f, 2f});
    NDArray second = TINY.manager().create(new float[] {1f, 2f});
    AdamW whole = new AdamW(TINY.manager(), TINY.script(), Map.of("x", first), SETTINGS);
    AdamW before = new AdamW(TINY.manager(), TINY.script(), Map.of("x", second), SETTINGS);
    step(whole, 0.5f);
    step(before, 0.5f);
    AdamW after = new AdamW(TINY.manager(), TINY.script(), Map.of("x", second), SETTINGS);

    // When
    after.importState(new LinkedHashMap<>(before.exportState()), before.steps());

    // Then
    step(whole, -0.25f);
    step(after, -0.25f);
    assertThat(second.toFloatArray()).isEqualTo(first.toFloatArray());
  }

  @Test
  void shouldClipTheGlobalNorm() {
    // Given
    NDArray a = TINY.manager().create(new float[] {3f, 0f});
    NDArray b = TINY.manager().create(new float[] {-4f});

    // When
    double norm = Gradients.clip(TINY.manager(), TINY.script(), Map.of("a", a, "b", b), 1);

    // Then
    assertThat(norm).isCloseTo(5, within(1e-5));
    assertThat(a.toFloatArray()[0]).isCloseTo(0.6f, within(1e-5f));
    assertThat(b.toFloatArray()[0]).isCloseTo(-0.8f, within(1e-5f));
  }

  private static void step(AdamW optimizer, float gradient) {
    optimizer.step(Map.of("x", TINY.manager().create(new float[] {gradient, 1f})), 0.1);
  }
}
