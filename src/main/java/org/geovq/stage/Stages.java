package org.geovq.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Features;
import org.geovq.config.Settings.Geometry;
import org.geovq.config.Settings.PriorKind;
import org.geovq.run.Stage;

/** The stages of a run, each after the ones that it reads; those of one name stand together. */
public final class Stages {
  private Stages() {}

  /** What decides which stages a run has. */
  private record Plan(
      List<Arm> arms,
      List<PriorKind> kinds,
      List<Arm> tuned,
      List<Features> features,
      List<Geometry> geometries,
      List<Integer> sizes,
      PriorKind swept) {

    List<Arm> postHoc() {
      return arms.stream().filter(Arm::postHoc).toList();
    }

    List<Arm> endToEnd() {
      return arms.stream().filter(arm -> !arm.postHoc()).toList();
    }
  }

  /** The stages of a run with these settings, in its order. */
  public static List<Stage> of(Settings settings) {
    return of(
        new Plan(
            settings.arms(),
            settings.prior().kinds(),
            settings.finetune().arms(),
            settings.fidelity().enabled() ? settings.fidelity().features() : List.of(),
            settings.ablation(),
            settings.sweep().sizes(),
            sweptPrior(settings)));
  }

  /** The first kind, where curves have priors; else null. */
  private static PriorKind sweptPrior(Settings settings) {
    List<PriorKind> kinds = settings.prior().kinds();
    return settings.sweep().priorEpochs() == 0 || kinds.isEmpty() ? null : kinds.get(0);
  }

  /** One stage for each name that there is, whatever the settings, in the order of a run. */
  public static List<Stage> prototypes() {
    Plan everything =
        new Plan(
            Arrays.asList(Arm.values()),
            List.of(PriorKind.values()),
            List.of(Arm.GEODESIC),
            List.of(Features.values()),
            List.of(Geometry.POSTERIOR),
            List.of(2),
            PriorKind.PIXELCNN);
    Map<String, Stage> first = new LinkedHashMap<>();
    of(everything).forEach(s -> first.putIfAbsent(s.name(), s));
    return List.copyOf(first.values());
  }

  /** The stages that give images of their own directory the codes of a run that is done. */
  public static List<Stage> encoding(TrainedRun run) {
    return List.of(new IngestOther(run), new Encode(run));
  }

  /**
   * The stage that makes images of codes by a run that is done.
   *
   * @param codes a Parquet file or a folder of them
   */
  public static List<Stage> decoding(TrainedRun run, String codes) {
    return List.of(new Decode(run, codes));
  }

  private static List<Stage> of(Plan plan) {
    List<Stage> stages = new ArrayList<>(List.of(new Ingest()));
    if (plan.features().contains(Features.CLASSIFIER)) {
      stages.add(new TrainClassifier());
    }
    addCodes(plan, stages);
    plan.arms().forEach(a -> plan.kinds().forEach(kind -> stages.add(new TrainPrior(a, kind))));
    plan.arms().forEach(a -> plan.kinds().forEach(kind -> stages.add(new Samples(a, kind))));
    if (!plan.features().isEmpty()) {
      stages.add(new Fidelity(plan.features(), plan.arms(), plan.kinds()));
    }
    plan.geometries().forEach(geometry -> stages.add(new Ablation(geometry)));
    plan.sizes().forEach(size -> stages.add(new Sweep(plan.arms(), size, plan.swept())));
    stages.add(new Evaluate(outputs(stages)));
    stages.add(new Report(outputs(stages)));
    return List.copyOf(stages);
  }

  private static void addCodes(Plan plan, List<Stage> stages) {
    stages.add(new TrainVae());
    plan.endToEnd().forEach(arm -> stages.add(new TrainVqVae(arm)));
    stages.addAll(List.of(new ExtractLatents(), new BuildGraph()));
    if (plan.arms().contains(Arm.GEODESIC)) {
      stages.add(new Geodesics());
    }
    plan.postHoc().forEach(arm -> stages.add(new Quantize(arm)));
    plan.postHoc().forEach(arm -> stages.add(new AssignCodes(arm)));
    plan.endToEnd().forEach(arm -> stages.add(new ExtractCodes(arm)));
    plan.tuned().forEach(arm -> stages.add(new FinetuneDecoder(arm)));
  }

  private static List<String> outputs(List<Stage> stages) {
    return stages.stream().map(Stage::output).toList();
  }
}
