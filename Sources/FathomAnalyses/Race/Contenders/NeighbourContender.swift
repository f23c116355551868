internal import FathomLearners
internal import FathomData
internal import FathomNumerics

/// k-nearest neighbours, with the k and the weights that predict each row to learn from best from the others.
struct NeighbourContender: Contender {
  let info = ContenderInfo(
    id: "kNearestNeighbours", name: "k-nearest neighbours", side: .classical,
    option: .init(title: "k-nearest neighbours", complexity: 2))

  private static let sizes = [1, 3, 5, 9, 15, 31]

  private struct Setting {
    var k: Int
    /// Whether a neighbour's voice is the inverse of its distance, in place of one each.
    var isWeighted: Bool
  }

  func seconds(_ size: FoldSize) -> Double {
    let n = Double(size.training)
    return 2 * n * (n + Double(size.test)) * Double(size.width + 40) / 3e10
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    let (known, asked) = fold.features(fold.rows.layout == .table ? .columns : .common)
    let most = min(NeighbourContender.sizes.last ?? 1, fold.training.count - 1)
    let own = Fold(
      rows: fold.rows, training: fold.training, test: fold.training, seed: fold.seed)
    let among = NearestNeighbours.find(most, of: known, among: known, excludingSelf: true)
    var best = (setting: Setting(k: 1, isWeighted: false), loss: (Double.infinity, Double.infinity))
    for isWeighted in [false, true] {
      for k in NeighbourContender.sizes where k <= most {
        let setting = Setting(k: k, isWeighted: isWeighted)
        let predictions = Self.vote(setting, among, most, fold, count: fold.training.count)
        // By accuracy first: the probabilities of few neighbours are coarse, however often they are right.
        let loss = (Choice.scoringLoss(predictions, own), Choice.loss(predictions, own))
        if loss < best.loss { best = (setting, loss) }
      }
    }
    let nearest = NearestNeighbours.find(best.setting.k, of: asked, among: known)
    return Self.vote(best.setting, nearest, best.setting.k, fold, count: fold.test.count)
  }

  /// The answers of the `k` nearest of the rows to learn from to other rows, each with one voice.
  static func predict(
    _ asked: SampleRows, among known: SampleRows, _ k: Int, _ fold: Fold
  ) -> Matrix {
    vote(
      Setting(k: k, isWeighted: false), NearestNeighbours.find(k, of: asked, among: known), k, fold,
      count: asked.count)
  }

  /// The share of each class among the first k neighbours, or the mean of their numbers.
  private static func vote(
    _ setting: Setting, _ neighbours: Neighbours, _ stride: Int, _ fold: Fold, count: Int
  ) -> Matrix {
    let k = setting.k
    let classes = fold.rows.classes
    // As if every class had a tenth of a row more: no probability is 0.
    let prior = classes.map { 0.1 / (0.1 * Double($0) + Double(k)) } ?? 0
    let evidence = 1 - prior * Double(classes ?? 0)
    var predictions = Matrix(rows: count, columns: fold.rows.outputs)
    for row in 0..<count {
      let slots = row * stride..<row * stride + k
      let weights = setting.isWeighted ? voices(neighbours.distances[slots]) : nil
      for name in 0..<(classes ?? 0) { predictions[row, name] = prior }
      for (place, slot) in slots.enumerated() {
        let target = fold.rows.target[fold.training[Int(neighbours.rows[slot])]]
        let weight = evidence * (weights?[place] ?? 1 / Double(k))
        if classes != nil {
          predictions[row, Int(target)] += weight
        } else {
          predictions[row, 0] += weight * target
        }
      }
    }
    return predictions
  }

  /// Inverse distances, with sum 1; copies of the row alone have a voice where there are any.
  private static func voices(_ distances: ArraySlice<Float>) -> [Double] {
    let weights =
      distances.contains(0)
      ? distances.map { $0 == 0 ? 1.0 : 0 } : distances.map { 1 / Double($0) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
