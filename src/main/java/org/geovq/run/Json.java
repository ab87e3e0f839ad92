package org.geovq.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
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
          // What is not there or of another kind is damage; the library would take 0, or cut it.
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Far more than any document of a run. */
  private static final long MOST_BYTES = 256L << 20;

  private Json() {}

  /** Writes a document whole. */
  public static void write(FileSystem files, Path file, Object value) throws IOException {
    WholeFile.write(
        files,
        file,
        beside -> {
          try (OutputStream out = files.create(beside, true)) {
            MAPPER.writeValue(out, value);
          }
        });
  }

  /**
   * Reads a document.
   *
   * @throws UserError if the file is not JSON of that form, too long for it, or was changed behind
   *     its checksum
   */
  public static <T> T read(FileSystem files, Path file, Class<T> type) throws IOException {
    return read(files, file, type, null);
  }

  /**
   * Reads a document that may be of a form of before.
   *
   * @param amend fills in what the form of before did not have; null: nothing
   * @throws UserError as above
   */
  public static <T> T read(FileSystem files, Path file, Class<T> type, Consumer<JsonNode> amend)
      throws IOException {
    long bytes = files.getFileStatus(file).getLen();
    if (bytes > MOST_BYTES) {
      throw new UserError(
          "%s has %,d bytes: expected JSON as geovq writes it, of at most %,d.",
          file, bytes, MOST_BYTES);
    }
    try (InputStream in = files.open(file)) {
      T value = amend == null ? MAPPER.readValue(in, type) : amended(in, type, amend);
      if (value == null) {
        throw damaged(file, "it is null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw damaged(file, e.getMessage());
    } catch (ChecksumException e) {
      throw new UserError("%s is damaged: expected what its checksum file says.", file);
    }
  }

  private static <T> T amended(InputStream in, Class<T> type, Consumer<JsonNode> amend)
      throws IOException {
    JsonNode document = MAPPER.readTree(in);
    amend.accept(document);
    return MAPPER.treeToValue(document, type);
  }

  private static UserError damaged(Path file, String reason) {
    return new UserError("%s is damaged: expected JSON as geovq writes it (%s).", file, reason);
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
