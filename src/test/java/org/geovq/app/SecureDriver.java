package org.geovq.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.geovq.config.Configuration;
import org.geovq.config.Settings;
import scala.Tuple2;

/**
 * A driver with one executor of its own: computes, runs the first stage of geovq, and then tells
 * for every line that it reads which executors have registered. Started by {@link
 * SecureClusterTest}.
 */
final class SecureDriver {
  private static final int ROWS = 200_000;

  private SecureDriver() {}

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Configuration.load(null, List.of("spark.master=local-cluster[1,1,1024]")).settings();
    SparkConf conf = Session.sparkConf(settings, "");
    try (SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      say("SUM " + sum(spark));
      say("EXIT " + Main.execute(arguments));
      say("PORT " + spark.getConf().get("spark.driver.port"));
      say("APPLICATION " + spark.sc().applicationId());
      while (in.readLine() != null) {
        say("EXECUTORS " + spark.sc().getExecutorIds().mkString(","));
      }
    }
  }

  /** Of 0 to ROWS - 1, through a shuffle and with a broadcast of some megabytes. */
  private static long sum(JavaSparkContext spark) {
    var addends = spark.broadcast(IntStream.range(0, ROWS).mapToLong(i -> i).toArray());
    return spark
        .parallelize(IntStream.range(0, ROWS).boxed().toList(), 4)
        .mapToPair(i -> new Tuple2<>(i % 1000, addends.value()[i]))
        .reduceByKey(Long::sum, 3)
        .values()
        .reduce(Long::sum);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
