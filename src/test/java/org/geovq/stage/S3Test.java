package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.robothy.s3.rest.LocalS3;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that speaks S3's protocol, in this process; under the profile s3. */
class S3Test {
  private static final String HADOOP = "spark.hadoop.";
  private final Map<String, String> spark = new HashMap<>();
  private LocalS3 server;

  /** The server tells of every look for a file that is not there yet, with all its calls. */
  @BeforeAll
  static void quieten() {
    Configurator.setLevel("com.robothy", Level.OFF);
  }

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    server = LocalS3.builder().port(port).build();
    server.start();
    String endpoint = "http://127.0.0.1:" + port;
    HttpRequest bucket =
        HttpRequest.newBuilder(URI.create(endpoint + "/runs"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    assertEquals(
        200,
        HttpClient.newHttpClient()
            .send(bucket, HttpResponse.BodyHandlers.discarding())
            .statusCode());
    Configuration hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    hadoop.set("fs.s3a.endpoint", endpoint);
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.access.key", "test");
    hadoop.set("fs.s3a.secret.key", "test");
    hadoop.set("fs.s3a.impl.disable.cache", "true");
  }

  @AfterEach
  void stop() {
    SparkSession session = LocalSpark.get();
    spark.keySet().forEach(key -> session.conf().unset(key));
    server.shutdown();
  }

  @Test
  void allStagesGiveTheSameCodesAndFiguresAsOnDisk() throws Exception {
    StorageRun.assertSameAsOnDisk("s3a://runs/plain");
  }

  @Test
  void soTheyDoUnderTheProfileWithItsCommitter() throws Exception {
    Properties profile = new Properties();
    try (InputStream in = Files.newInputStream(Path.of("submit/profiles/s3.conf"))) {
      profile.load(in);
    }
    Configuration hadoop = LocalSpark.get().sparkContext().hadoopConfiguration();
    for (String key : profile.stringPropertyNames()) {
      if (key.startsWith(HADOOP)) {
        hadoop.set(key.substring(HADOOP.length()), profile.getProperty(key));
      } else {
        spark.put(key, profile.getProperty(key));
      }
    }
    assertTrue(spark.size() >= 2, spark.toString());
    spark.forEach(LocalSpark.get().conf()::set);
    StorageRun.assertSameAsOnDisk("s3a://runs/magic");
    // What Hadoop's committers for S3 leave behind says which one it was; the common one leaves an
    // empty file.
    var done = new org.apache.hadoop.fs.Path("s3a://runs/magic/images/_SUCCESS");
    try (InputStream in = done.getFileSystem(hadoop).open(done)) {
      assertEquals("magic", new ObjectMapper().readTree(in).get("committer").asText());
    }
  }
}
