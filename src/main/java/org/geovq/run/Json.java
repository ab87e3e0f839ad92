package org.geovq.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;

/** JSON documents on any Hadoop file system: records in, records out. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** Writes the value beside the file and renames it into place. */
  public static void write(FileSystem files, Path file, Object value) throws IOException {
    Path beside = new Path(file.getParent(), "." + file.getName() + ".partial");
    try (OutputStream out = files.create(beside, true)) {
      MAPPER.writeValue(out, value);
    }
    files.delete(file, false);
    if (!files.rename(beside, file)) {
      throw new IOException("cannot rename " + beside + " to " + file);
    }
  }

  /**
   * Reads a document.
   *
   * @throws UserError if the file is not JSON of that form or was changed behind its checksum
   */
  public static <T> T read(FileSystem files, Path file, Class<T> type) throws IOException {
    try (InputStream in = files.open(file)) {
      return MAPPER.readValue(in, type);
    } catch (JsonProcessingException e) {
      throw new UserError(
          "%s is damaged: expected JSON as geovq writes it (%s).", file, e.getOriginalMessage());
    } catch (ChecksumException e) {
      throw new UserError("%s is damaged: expected what its checksum file says.", file);
    }
  }

  /** One line, for results on standard output and for progress rows. */
  public static String line(Object value) {
    try {
      return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
