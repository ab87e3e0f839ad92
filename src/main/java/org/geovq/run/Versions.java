package org.geovq.run;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run was made with. */
public final class Versions {
  private Versions() {}

  /** geovq, Spark, Scala, DL4J and Java, by name. */
  public static Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("geovq", of(Versions.class));
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("scala", scala.util.Properties.versionNumberString());
    versions.put("deeplearning4j", of(org.deeplearning4j.nn.graph.ComputationGraph.class));
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  private static String of(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("unpackaged");
  }
}
