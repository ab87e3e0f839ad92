package org.geovq.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Spark's log of what its jobs and executors do, while it is written and afterwards. */
final class EventLog {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;

  /**
   * @param folder of one application's log alone
   */
  EventLog(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Options of the driver's JVM that make it write the log. */
  List<String> options() {
    return List.of("-Dspark.eventLog.enabled=true", "-Dspark.eventLog.dir=" + folder.toUri());
  }

  /** Descriptions of the jobs that have begun, in their order. */
  List<String> jobs() throws IOException {
    return events().stream().filter(EventLog::isJob).map(EventLog::description).toList();
  }

  /** Jobs that have begun and whose description begins so. */
  int count(String description) throws IOException {
    return (int) jobs().stream().filter(job -> job.startsWith(description)).count();
  }

  /** Descriptions of the jobs that were the latest ones when executors were found dead. */
  List<String> losses() throws IOException {
    List<String> losses = new ArrayList<>();
    String latest = "";
    for (JsonNode event : events()) {
      if (isJob(event)) {
        latest = description(event);
      } else if (is(event, "SparkListenerExecutorRemoved")) {
        losses.add(latest);
      }
    }
    return losses;
  }

  /** Executors that there were, dead or alive. */
  long executors() throws IOException {
    return events().stream().filter(event -> is(event, "SparkListenerExecutorAdded")).count();
  }

  /** Tasks that ended without success, or whose result was lost and had to be made again. */
  long failedTasks() throws IOException {
    return events().stream()
        .filter(event -> is(event, "SparkListenerTaskEnd"))
        .filter(event -> !event.at("/Task End Reason/Reason").asText().equals("Success"))
        .count();
  }

  private static boolean isJob(JsonNode event) {
    return is(event, "SparkListenerJobStart");
  }

  private static boolean is(JsonNode event, String kind) {
    return event.path("Event").asText().equals(kind);
  }

  private static String description(JsonNode job) {
    return job.path("Properties").path("spark.job.description").asText();
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "[!.]*")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file)) {
          add(line, events);
        }
      }
    }
    return events;
  }

  /** The last line may not be whole yet. */
  private static void add(String line, List<JsonNode> events) {
    if (line.contains("JobStart")
        || line.contains("SparkListenerExecutor")
        || line.contains("TaskEnd")) {
      try {
        events.add(MAPPER.readTree(line));
      } catch (JsonProcessingException e) {
        // It is read again.
      }
    }
  }
}
