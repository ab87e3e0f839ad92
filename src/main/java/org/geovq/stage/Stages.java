package org.geovq.stage;

import java.util.List;
import org.geovq.run.Stage;

/** All stages, each after the ones that it reads. */
public final class Stages {
  /** In the order of a run. */
  public static final List<Stage> ALL =
      List.of(
          new Ingest(),
          new TrainVae(),
          new TrainVqVae(org.geovq.model.VqVae.Learning.EMA),
          new ExtractLatents(),
          new BuildGraph(),
          new Geodesics(),
          new Quantize(),
          new AssignCodes(),
          new TrainPrior(),
          new Samples(),
          new Evaluate(),
          new Report());

  private Stages() {}
}
