package dev.medley.lm.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.TinyScript;
import dev.medley.lm.torch.AdamW;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MuonTest {
  private static final AdamW.Settings NO_DECAY = new AdamW.Settings(0.9, 0.99, 1e-8, 0);
  private static final String MATRIX = "model.layers.0.self_attn.q_proj.weight";
  private static final String NORM = "model.norm.weight";
  @AutoClose private static final TinyScript TINY = TinyScript.compile();

  @ParameterizedTest
  @CsvSource({"4, 12", "12, 4", "6, 6"})
  void shouldMoveAMatrixAlongTheNearestOrthogonalOne(int rows, int columns) {
    // Given
    float[] gradient = new float[rows * columns];
    Random random = new Random(5);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) random.nextGaussian();
    }
    NDArray matrix = TINY.manager().zeros(new Shape(rows, columns));
    double learningRate = 0.01;

    // When
    NDArray given = TINY.manager().create(gradient, new Shape(rows, columns));
    step(
        matrix,
        given,
        TINY.manager().ones(new Shape(1)),
        TINY.manager().ones(new Shape(1)),
        learningRate);

    // Then
    double scale = learningRate * 0.2 * Math.sqrt(Math.max(rows, columns));
    double[][] step = rowsOfTheShorterSide(matrix.toFloatArray(), rows, columns, 1 / scale);
    assertThat(distanceFromOrthogonal(step)).isLessThan(0.3);
    assertThat(distanceFromOrthogonal(rowsOfTheShorterSide(gradient, rows, columns, 1)))
        .isGreaterThan(1);
    double descent = 0;
    for (int i = 0; i < gradient.length; i++) {
      descent -= gradient[i] * matrix.toFloatArray()[i];
    }
    assertThat(descent).isPositive();
  }

  @Test
  void shouldLeaveNormsToAdamW() {
    // Given
    NDArray norm = TINY.manager().ones(new Shape(3));
    NDArray gradient = TINY.manager().create(new float[] {5, -1, 2});

    // When
    step(
        TINY.manager().ones(new Shape(2, 2)),
        TINY.manager().ones(new Shape(2, 2)),
        norm,
        gradient,
        0.1);

    // Then
    assertThat(norm.toFloatArray())
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(0.9f, 1.1f, 0.9f);
  }

  private static void step(
      NDArray matrix,
      NDArray matrixGradient,
      NDArray norm,
      NDArray normGradient,
      double learningRate) {
    Map<String, NDArray> weights = Map.of(MATRIX, matrix, NORM, norm);
    try (Muon muon = new Muon(TINY.manager(), TINY.script(), weights, NO_DECAY)) {
      muon.step(Map.of(MATRIX, matrixGradient, NORM, normGradient), learningRate);
    }
  }

  private static double[][] rowsOfTheShorterSide(
      float[] values, int rows, int columns, double factor) {
    boolean tall = rows > columns;
    double[][] matrix = new double[Math.min(rows, columns)][Math.max(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      int row = i / columns;
      int column = i % columns;
      matrix[tall ? column : row][tall ? row : column] = factor * values[i];
    }
    return matrix;
  }

  // Newton-Schulz leaves singular values within [0.68, 1.14], so the mean of (s^2 - 1)^2 under 0.3.
  private static double distanceFromOrthogonal(double[][] rows) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        double product = i == j ? -1 : 0;
        for (int k = 0; k < rows[i].length; k++) {
          product += rows[i][k] * rows[j][k];
        }
        sum += product * product;
      }
    }
    return sum / rows.length;
  }
}
