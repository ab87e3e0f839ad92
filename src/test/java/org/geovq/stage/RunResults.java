package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.geovq.code.Codebook;
import org.geovq.config.Arm;

/** What has to be the same after two runs with the same settings. */
final class RunResults {
  private RunResults() {}

  /**
   * Asserts that two executions gave the same medoids, codes and figures. Tolerance: none for
   * medoids and codes; 1e-12 for figures, as sums over partitions are added up in the order in
   * which they come.
   */
  static void assertSame(Path expected, Path actual, String... settings) throws IOException {
    assertNotEquals(
        TinyRun.context(expected, settings).manifest("metrics").id(),
        TinyRun.context(actual, settings).manifest("metrics").id(),
        "nothing was done");
    Codebook codebook = Quantize.read(TinyRun.context(expected, settings), Arm.GEODESIC);
    Codebook other = Quantize.read(TinyRun.context(actual, settings), Arm.GEODESIC);
    assertArrayEquals(codebook.medoidNodes(), other.medoidNodes());
    assertArrayEquals(codebook.medoids().mu(), other.medoids().mu());
    assertArrayEquals(codebook.means(), other.means());
    TinyRun.assertSameCodes(expected, actual);
    assertSame("", metrics(expected), metrics(actual));
  }

  private static JsonNode metrics(Path run) throws IOException {
    JsonNode root = new ObjectMapper().readTree(run.resolve("metrics/metrics.json").toFile());
    ((ObjectNode) root).remove("seconds");
    return root;
  }

  private static void assertSame(String at, JsonNode expected, JsonNode actual) {
    assertEquals(expected.getNodeType(), actual.getNodeType(), at);
    assertEquals(expected.size(), actual.size(), at);
    if (expected.isNumber()) {
      double value = expected.doubleValue();
      assertEquals(value, actual.doubleValue(), 1e-12 * Math.abs(value), at);
    } else if (expected.isArray()) {
      for (int i = 0; i < expected.size(); i++) {
        assertSame(at + "/" + i, expected.get(i), actual.get(i));
      }
    } else if (expected.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = expected.fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        assertSame(at + "/" + field.getKey(), field.getValue(), actual.path(field.getKey()));
      }
    } else {
      assertEquals(expected, actual, at);
    }
  }
}
