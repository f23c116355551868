internal import FathomData
internal import FathomNumerics

/// k-nearest neighbours, with the k that predicts each row to learn from best from the others.
struct NeighbourContender: Contender {
  let info = ContenderInfo(
    id: "kNearestNeighbours", name: "k-nearest neighbours", side: .classical)

  private static let sizes = [1, 3, 5, 9, 15, 31]

  func seconds(_ size: RaceSize) -> Double {
    let n = Double(size.training)
    return 2 * n * (n + Double(size.test)) * Double(size.width + 40) / 3e10
  }

  func answers(_ task: RaceTask) throws(NumericsError) -> Matrix {
    let (known, asked) = task.features(task.rows.layout == .table ? .columns : .common)
    let most = min(NeighbourContender.sizes.last ?? 1, task.training.count - 1)
    let sizes = NeighbourContender.sizes.filter { $0 <= most }
    let own = RaceTask(
      rows: task.rows, training: task.training, test: task.training, seed: task.seed)
    let among = NearestNeighbours.find(most, of: known, among: known, excludingSelf: true)
    let k = try Choice.best(of: sizes) { k throws(NumericsError) in
      Choice.loss(vote(k, among, most, task, count: task.training.count), own)
    }
    let nearest = NearestNeighbours.find(k, of: asked, among: known)
    return vote(k, nearest, k, task, count: task.test.count)
  }

  /// The share of each class among the first k neighbours, or the mean of their numbers.
  private func vote(
    _ k: Int, _ neighbours: [Int32], _ stride: Int, _ task: RaceTask, count: Int
  ) -> Matrix {
    var answers = Matrix(rows: count, columns: task.rows.outputs)
    for row in 0..<count {
      for place in 0..<k {
        let target = task.rows.target[task.training[Int(neighbours[row * stride + place])]]
        if let classes = task.rows.classes {
          // As if every class had one more row among k more: no probability is 0.
          if place == 0 {
            for name in 0..<classes {
              answers[row, name] = 0.1 / (0.1 * Double(classes) + Double(k))
            }
          }
          answers[row, Int(target)] += 1 / (0.1 * Double(classes) + Double(k))
        } else {
          answers[row, 0] += target / Double(k)
        }
      }
    }
    return answers
  }
}
