package org.geovq.gpu;

import java.util.HashMap;
import java.util.Map;

/**
 * What an executor tells the driver of its device. It travels as a map: the driver's network
 * threads need not know this program's classes.
 *
 * @param device the card in words; null if the executor cannot have one
 * @param refusal why not; null if it has one
 */
record DeviceReport(String executor, String host, String device, String refusal) {

  Object toMessage() {
    Map<String, String> message = new HashMap<>();
    message.put("executor", executor);
    message.put("host", host);
    message.put("device", device);
    message.put("refusal", refusal);
    return message;
  }

  static DeviceReport of(Object message) {
    Map<?, ?> map = (Map<?, ?>) message;
    return new DeviceReport(
        (String) map.get("executor"),
        (String) map.get("host"),
        (String) map.get("device"),
        (String) map.get("refusal"));
  }

  /** One sentence. */
  String sentence() {
    return String.format(
        "Executor %s on %s: %s", executor, host, refusal == null ? device : refusal);
  }
}
