package org.geovq.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What a run was made with. */
public final class Versions {
  private Versions() {}

  /** geovq, Spark, Scala, DL4J and Java, by name. */
  public static Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("geovq", ofMaven("org.geovq", "geovq"));
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("scala", scala.util.Properties.versionNumberString());
    versions.put("deeplearning4j", ofMaven("org.deeplearning4j", "deeplearning4j-nn"));
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  /** What Maven wrote into the jar; classes that were not packaged have no version. */
  private static String ofMaven(String group, String artifact) {
    Properties properties = new Properties();
    String file = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = Versions.class.getResourceAsStream(file)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unpackaged");
  }
}
