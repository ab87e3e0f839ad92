package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.geovq.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** What geovq tells Spark where spark-submit has told it something, and where not. */
class SessionTest {
  private static final String MARK = "geovq.test";

  /** What spark-submit was given, as it hands it to the driver. */
  private final Map<String, String> given = new TreeMap<>();

  @AfterEach
  void forget() {
    given.keySet().forEach(System::clearProperty);
  }

  @Test
  void whatTheCommandOrAProfileSaysStays() {
    Map<String, String> own = told();
    assertTrue(own.size() >= 8, own.toString());
    for (String key : own.keySet()) {
      give(key, other(key, own.get(key)));
    }
    Map<String, String> told = told();
    assertEquals(own.keySet(), told.keySet());
    for (String key : own.keySet()) {
      if (isAddedTo(key)) {
        assertTrue(told.get(key).startsWith(given.get(key)), key + " " + told.get(key));
      } else {
        assertEquals(given.get(key), told.get(key), key);
      }
    }
  }

  /** A memory given to Spark is not parted again, nor is a bound on arrays given twice. */
  @Test
  void aBoundOnArraysThatIsGivenIsTheOnlyOne() {
    String bound = "-Dorg.bytedeco.javacpp.maxbytes=";
    give("spark.executor.extraJavaOptions", bound + "123m");
    String options = told().get("spark.executor.extraJavaOptions");
    List<String> bounds =
        Arrays.stream(options.split(" ")).filter(option -> option.startsWith(bound)).toList();
    assertEquals(List.of(bound + "123m"), bounds);
  }

  @Test
  void theMasterIsTheConfigurationsOnlyWhereNobodyNamedOne() {
    assertEquals("spark://config:7077", told().get("spark.master"));
    give("spark.master", "local[*]");
    assertEquals("spark://config:7077", told().get("spark.master"), "what spark-submit makes up");
    give("spark.master", "spark://submit:7077");
    assertEquals("spark://submit:7077", told().get("spark.master"));
  }

  private void give(String key, String value) {
    given.put(key, value);
    System.setProperty(key, value);
  }

  private static String other(String key, String own) {
    return switch (key) {
      case "spark.master" -> "spark://submit:7077";
      case "spark.executor.extraJavaOptions" -> "-D" + MARK + "=1";
      default -> own.equals("false") ? "true" : "1" + own;
    };
  }

  /** Plug-ins and Java options of several owners stand beside each other. */
  private static boolean isAddedTo(String key) {
    return List.of("spark.plugins", "spark.executor.extraJavaOptions").contains(key);
  }

  /** All that Spark is told, for a cluster without GPUs. */
  private static Map<String, String> told() {
    Configuration configuration =
        Configuration.load(
            null,
            List.of(
                "spark.master=spark://config:7077",
                "compute.device=cpu",
                "compute.executor-memory-mb=8192"));
    SparkConf conf = Session.sparkConf(configuration.settings(), "");
    return Arrays.stream(conf.getAll())
        .collect(Collectors.toMap(Tuple2::_1, Tuple2::_2, (a, b) -> b, TreeMap::new));
  }
}
