package org.geovq.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Geometry;
import org.geovq.config.Settings.PriorKind;
import org.geovq.run.Stage;

/** The stages of a run, each after the ones that it reads; those of one name stand together. */
public final class Stages {
  private Stages() {}

  /** The stages of a run with these settings, in its order. */
  public static List<Stage> of(Settings settings) {
    return of(
        settings.arms(),
        settings.prior().kinds(),
        settings.finetune().arms(),
        settings.fidelity().enabled(),
        settings.ablation(),
        settings.sweep().sizes());
  }

  /** One stage for each name that there is, whatever the settings, in the order of a run. */
  public static List<Stage> prototypes() {
    Map<String, Stage> first = new LinkedHashMap<>();
    List<Arm> arms = Arrays.asList(Arm.values());
    of(
            arms,
            List.of(PriorKind.values()),
            List.of(Arm.GEODESIC),
            true,
            List.of(Geometry.POSTERIOR),
            List.of(2))
        .forEach(s -> first.putIfAbsent(s.name(), s));
    return List.copyOf(first.values());
  }

  private static List<Stage> of(
      List<Arm> arms,
      List<PriorKind> kinds,
      List<Arm> tuned,
      boolean fidelity,
      List<Geometry> geometries,
      List<Integer> sizes) {
    List<Arm> postHoc = arms.stream().filter(Arm::postHoc).toList();
    List<Arm> endToEnd = arms.stream().filter(arm -> !arm.postHoc()).toList();
    List<Stage> stages = new ArrayList<>(List.of(new Ingest()));
    if (fidelity) {
      stages.add(new TrainClassifier());
    }
    stages.add(new TrainVae());
    endToEnd.forEach(arm -> stages.add(new TrainVqVae(arm)));
    stages.addAll(List.of(new ExtractLatents(), new BuildGraph()));
    if (arms.contains(Arm.GEODESIC)) {
      stages.add(new Geodesics());
    }
    postHoc.forEach(arm -> stages.add(new Quantize(arm)));
    postHoc.forEach(arm -> stages.add(new AssignCodes(arm)));
    endToEnd.forEach(arm -> stages.add(new ExtractCodes(arm)));
    tuned.forEach(arm -> stages.add(new FinetuneDecoder(arm)));
    arms.forEach(arm -> kinds.forEach(kind -> stages.add(new TrainPrior(arm, kind))));
    arms.forEach(arm -> kinds.forEach(kind -> stages.add(new Samples(arm, kind))));
    if (fidelity) {
      stages.add(new Fidelity(arms, kinds));
    }
    geometries.forEach(geometry -> stages.add(new Ablation(geometry)));
    sizes.forEach(size -> stages.add(new Sweep(arms, size)));
    stages.add(new Evaluate(outputs(stages)));
    stages.add(new Report(outputs(stages)));
    return List.copyOf(stages);
  }

  private static List<String> outputs(List<Stage> stages) {
    return stages.stream().map(Stage::output).toList();
  }
}
