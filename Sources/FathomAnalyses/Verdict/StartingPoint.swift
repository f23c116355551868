internal import FathomData
internal import FathomSummaries

/// A start for whoever goes deep, filled from the data in hand; each line with its source.
struct StartingPoint {
  typealias Advice = Verdict.Advice

  /// Fewer rows a parameter than this call for dropout as well as weight decay.
  private static let fewRowsPerParameter = 10.0

  private let evidence: VerdictEvidence

  init(_ evidence: VerdictEvidence) { self.evidence = evidence }

  func advice() -> [Advice] {
    [pretraining(), loss()].compactMap(\.self)
      + [architecture(), activation(), normalisation(), regularisation()].compactMap(\.self)
      + [augmentation()].compactMap(\.self) + [training()]
  }

  private func pretraining() -> Advice? {
    guard evidence.asksForPretrained else { return nil }
    return Advice(
      topic: "Start from",
      advice:
        "A network that has seen other pictures: train a new last layer, then all layers at a tenth of the rate. "
        + "Compare it with the scores here, on the same rows held out.",
      source: Pretrained.source)
  }

  private func loss() -> Advice? {
    switch evidence.summary.schema.task {
    case .classification:
      let classes = evidence[SampleSize.self]?.classes ?? 0
      let isUneven = (evidence[SampleSize.self]?.imbalanceRatio ?? 1) > 3
      return Advice(
        topic: "Loss and output",
        advice: (classes == 2
          ? "Binary cross-entropy on one logistic output."
          : "Cross-entropy on a softmax of \(NumberText.plural(classes, "output")).")
          + " Against soft labels the Kullback–Leibler divergence has the same gradient."
          + (isUneven
            ? " The largest class has \(NumberText.number(evidence[SampleSize.self]?.imbalanceRatio ?? 1)) times the rows "
              + "of the smallest: look at the loss of each class." : ""),
        source: "Goodfellow, Bengio & Courville 2016, Deep Learning, 6.2.2")
    case .regression:
      let isCount =
        evidence[Race.self]?.metric == "r2" && evidence.summary.schema.target?.type == .integer
      return Advice(
        topic: "Loss and output",
        advice: "Mean squared error on one linear output, with the target standardised."
          + (isCount ? " If it counts something: Poisson deviance on a logarithmic link." : ""),
        source: "Goodfellow, Bengio & Courville 2016, Deep Learning, 6.2.2; McCullagh & Nelder 1989"
      )
    case nil: return nil
    }
  }

  private func architecture() -> Advice? {
    guard evidence.layout != .table else {
      return Advice(
        topic: "First architecture",
        advice:
          "Two or three dense layers of 128 to 256, numbers standardised or by normal scores, "
          + "categories as indicators or embeddings; no convolution: the order of columns is arbitrary.",
        source: "Gorishniy et al. 2021, NeurIPS (Revisiting deep learning models for tabular data)")
    }
    guard let local = evidence[LocalCorrelation.self], evidence.strength == .strong else {
      return Advice(
        topic: "First architecture",
        advice:
          "Dense layers: neighbouring \(evidence.unit) say no more about each other than distant ones.",
        source: "Goodfellow, Bengio & Courville 2016, Deep Learning, 9.4")
    }
    let kernel = evidence.isGrid ? "3 × 3" : "7, 5 and 3 steps"
    let reach = local.correlationLength.map {
      "agreement falls to half over \(NumberText.number($0)) \(evidence.isGrid ? "pixels" : "steps")"
    }
    let places: Double =
      if case .grid(let height, let width, _) = evidence.layout {
        Double(min(height, width))
      } else {
        Double(local.positions)
      }
    // One halving for each doubling of what neighbours agree over, as long as four places are left.
    var blocks = 1
    while blocks < 5, places / Double(1 << (blocks + 1)) >= 4 { blocks += 1 }
    let scales = local.properties?.scales.filter { ($0.effectSize ?? 0) >= 0.5 }.map(\.factor).max()
    return Advice(
      topic: "First architecture",
      advice:
        "\(NumberText.plural(blocks, "block")) of convolution (\(kernel)), normalisation, rectifier and "
        + "pooling by 2, channels doubling from 16"
        + (reach.map { ": \($0)" } ?? "")
        + (scales.map {
          $0 > 1 ? ", and there is structure up to \($0) times coarser, for depth." : "."
        }
          ?? "."),
      source:
        "LeCun et al. 1998, Proc. IEEE 86:2278; Simonyan & Zisserman 2015, ICLR; the correlation "
        + "length is measured here")
  }

  private func activation() -> Advice? {
    Advice(
      topic: "Activation and initialisation",
      advice:
        "Rectifiers with He's initialisation (variance 2 / fan-in). Logistic or tanh units saturate, "
        + "and gradients vanish over depth; if you need them, take Glorot's (2 / (fan-in + fan-out)), and "
        + "LeCun's (1 / fan-in) for self-normalising units.",
      source:
        "Glorot & Bengio 2010, AISTATS; He et al. 2015, ICCV; LeCun et al. 1998; Klambauer et al. "
        + "2017, NIPS")
  }

  private func normalisation() -> Advice? {
    let isTiny = (evidence[SampleSize.self]?.rows ?? 0) < 500
    return Advice(
      topic: "Normalisation",
      advice: isTiny
        ? "Layer or group normalisation: batches of so few rows have unsteady statistics."
        : "Batch normalisation behind each \(evidence.layout == .table ? "layer" : "convolution"): "
          + "gradients keep their size over depth, and larger steps are possible.",
      source: "Ioffe & Szegedy 2015, ICML; Wu & He 2018, ECCV (group normalisation)")
  }

  private func regularisation() -> Advice? {
    guard let size = evidence[SampleSize.self] else { return nil }
    let id = evidence.layout == .table || evidence.strength != .strong ? "dense" : "convolutional"
    guard let model = size.models.first(where: { $0.id == id }) else { return nil }
    let ratio = model.rowsPerParameter
    let isFew = ratio < StartingPoint.fewRowsPerParameter
    guard !evidence.isGrid else {
      // Rows a coefficient are a rule for regressions: a picture has many pixels that share their weights.
      return Advice(
        topic: "Regularisation",
        advice: evidence.isSmall
          ? "Augmentation before all else, dropout of 0.3 to 0.5 before the last layer, weight decay, and early "
            + "stopping on rows held out."
          : "Augmentation, weight decay and early stopping will do; no dropout at first.",
        source: "Srivastava et al. 2014, JMLR 15:1929; Loshchilov & Hutter 2019, ICLR; Shorten & "
          + "Khoshgoftaar 2019, J. Big Data 6:60")
    }
    return Advice(
      topic: "Regularisation",
      advice: "\(NumberText.number(ratio)) rows a parameter in a \(model.title)"
        + (isFew
          ? ": dropout of 0.3 to 0.5 before the last layer, weight decay, and early stopping on rows held "
            + "out." : ": weight decay and early stopping will do; no dropout at first."),
      source:
        "Srivastava et al. 2014, JMLR 15:1929; Loshchilov & Hutter 2019, ICLR; one in ten: Peduzzi "
        + "et al. 1996")
  }

  private func augmentation() -> Advice? {
    guard evidence.layout != .table, evidence.strength == .strong || evidence.asksForPretrained
    else { return nil }
    let advice = [shifts(), reflections()].compactMap(\.self)
    guard !advice.isEmpty else { return nil }
    return Advice(
      topic: "Augmentation", advice: advice.joined(separator: " "),
      source:
        "Simard, Steinkraus & Platt 2003, ICDAR; Shorten & Khoshgoftaar 2019, J. Big Data 6:60; the "
        + "invariances are measured here")
  }

  /// Whether rows may be shifted; nil where that was not measured.
  private func shifts() -> String? {
    guard let properties = evidence[LocalCorrelation.self]?.properties,
      let pooling = properties.test("pooling"), evidence.strength == .strong
    else { return nil }
    let kept = NumberText.coefficient(pooling.effectSize)
    return evidence.rules(LocalCorrelation.self).has("pooling", properties)
      ? "Shifts by a \(evidence.isGrid ? "pixel or two" : "step or two"): a small shift changes little "
        + "(\(kept) of the correlations' pattern stays)."
      : "No shifts: a step to the side changes much (\(kept) of the correlations' pattern stays). Noise and "
        + "scaling instead."
  }

  /// Which reflections keep the target, by what nearest neighbours make of them.
  private func reflections() -> String? {
    let asGuess = evidence.isGrid ? "Flips only where what is shown has no up and down." : nil
    guard let race = evidence[Race.self], !race.reflections.isEmpty else { return asGuess }
    let all = race.reflections.compactMap { reflection -> String? in
      evidence.rules(Race.self).comparison(reflection, race).map {
        sentence(reflection.axis, $0)
      }
    }
    return all.isEmpty ? asGuess : all.joined(separator: " ")
  }

  private func sentence(_ axis: String, _ comparison: Comparison) -> String {
    let name =
      axis == Reflections.Axis.flipped.rawValue
      ? "upside-down \(evidence.isGrid ? "images" : "rows")"
      : evidence.isGrid ? "mirror images" : "rows in reverse"
    let measured =
      comparison.clause("the score on them", "that as given") + " (by nearest neighbours)"
    switch comparison.relation {
    case .ahead, .slightlyAhead, .equal, .slightlyBehind:
      return "\(name.capitalizedFirst) too: \(measured)."
    case .behind: return "No \(name): \(measured)."
    case .open: return "\(name.capitalizedFirst) only as a trial: \(measured)."
    }
  }

  private func training() -> Advice {
    let rows = evidence[SampleSize.self]?.rows ?? 0
    let batch = rows < 1_000 ? 16 : rows < 10_000 ? 64 : 128
    return Advice(
      topic: "Training",
      advice:
        "Adam with decoupled weight decay, a rate of 0.001 to 0.004 that warms up and falls as a "
        + "cosine, batches of \(batch), and three seeds: report their spread.",
      source: "Kingma & Ba 2015, ICLR; Loshchilov & Hutter 2017 and 2019, ICLR")
  }
}
