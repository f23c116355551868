internal import FathomLearners
internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A family of models in the race: how it learns from some rows and predicts others.
///
/// Settings are chosen on a part of the rows to learn from alone.
protocol Contender: Sendable {
  /// What it is called.
  var info: ContenderInfo { get }
  /// Whether such rows are for it.
  func concerns(_ rows: LabelledRows) -> Bool
  /// Whether it also learns from fewer rows; true without more.
  var hasCurve: Bool { get }
  /// About how many seconds one fit takes on one core of the reference machine.
  func seconds(_ size: FoldSize) -> Double
  /// The probability of each class of each test row, `m × classes`, or its number, `m × 1`.
  func predict(_ fold: Fold) throws(NumericsError) -> Matrix
}

extension Contender {
  func concerns(_ rows: LabelledRows) -> Bool { true }
  var hasCurve: Bool { true }
}

/// What a contender is called and what it stands for.
struct ContenderInfo: Sendable, Equatable {
  /// The side that it is on in the question of the verdict.
  enum Side: String, Codable, Sendable {
    /// No network.
    case classical
    /// A network that is trained from scratch.
    case deep
    /// Neither: a convolution with random weights, a network on shuffled positions.
    case other
  }

  /// How the verdict offers it.
  struct Option: Sendable, Equatable {
    /// What to do, as the verdict says it.
    var title: String
    /// Of contenders that are equally good the one with the smallest number comes first.
    var complexity: Int
  }

  var id: String
  var name: String
  var side: Side
  /// How the verdict offers it; nil where it does not.
  var option: Option? = nil

  /// Whether it only shows what another one gains: the verdict would never offer it.
  var isControl: Bool { side == .other && option == nil }
}

/// What the time of a fit depends on.
struct FoldSize: Sendable {
  /// Rows to learn from.
  var training: Int
  /// Rows to predict.
  var test: Int
  /// Values a row.
  var width: Int
  /// Outputs.
  var outputs: Int
  /// Columns that hold more than two values.
  var numbers = 0
  /// How a network sees a row.
  var extent: NetworkShape.Extent
  /// The same in an order that was found; nil where none was.
  var foundExtent: NetworkShape.Extent? = nil
}

/// What is chosen by answers to rows that were held back.
enum Choice {
  /// The mean loss of answers: log loss for classes, squared error for numbers.
  ///
  /// Settings are chosen by it rather than by accuracy, which moves in steps of a row.
  static func loss(_ predictions: Matrix, _ fold: Fold) -> Double {
    mean(RaceLoss.choosing(predictions, fold))
  }

  /// The share of rows that are classified wrongly, or the mean squared error.
  static func scoringLoss(_ predictions: Matrix, _ fold: Fold) -> Double {
    mean(RaceLoss.scoring(predictions, fold))
  }

  private static func mean(_ losses: [Double]) -> Double {
    losses.isEmpty ? .infinity : losses.reduce(0, +) / Double(losses.count)
  }
}

/// What is lost on each test row.
enum RaceLoss {
  /// A probability is taken for no less than this.
  static let leastProbability = 1e-6

  /// −log of the probability of the true class; the squared error of a number.
  ///
  /// Numbers beyond those that were learned from are taken for the nearest of these: a link or a line that
  /// goes on may answer anything there.
  static func choosing(_ predictions: Matrix, _ fold: Fold) -> [Double] {
    let known = fold.targetRange
    return fold.test.enumerated().map { place, row in
      let truth = fold.rows.target[row]
      guard fold.rows.classes != nil else {
        let error = min(known.upperBound, max(known.lowerBound, predictions[place, 0])) - truth
        return error * error
      }
      return -log(max(leastProbability, predictions[place, Int(truth)]))
    }
  }

  /// 1 where another class is the likeliest, else 0; the squared error of a number.
  static func scoring(_ predictions: Matrix, _ fold: Fold) -> [Double] {
    guard let classes = fold.rows.classes else { return choosing(predictions, fold) }
    return fold.test.enumerated().map { place, row in
      ClassMeasures.likeliest(predictions, place, classes) == Int(fold.rows.target[row]) ? 0 : 1
    }
  }
}
