import FathomNumerics
import Foundation
import SummaryTesting

/// Clouds of points around a centre for each class.
struct LabelClouds {
  var classes = 3
  var rows = 600
  /// How far the centres are from one another, in standard deviations of a cloud.
  var distance = 5.0
  var share = 0.0
  /// The rows that repeat others in groups of this many, with one label each; 1 for none.
  var groupSize = 1
  var seed = 1

  struct Made {
    var text: String
    var wrong: Set<Int>
  }

  func made() -> Made {
    var stream = NormalStream("clouds", seed)
    var random = RandomStream(seed: 99, domain: "clouds", index: UInt64(seed))
    // As far from one another as was asked: each along an axis of its own.
    let centres = (0..<classes).map { name in
      (0..<6).map { $0 == name ? distance / 2.0.squareRoot() : 0 }
    }
    var lines = ["a,b,c,d,e,f,patient,kind"]
    var wrong = Set<Int>()
    var own = 0
    var point = [Double]()
    for row in 0..<rows {
      if row % groupSize == 0 {
        own = Int(random.uniform(below: UInt32(classes)))
        point = centres[own].map { $0 + stream.next() }
      }
      var label = own
      if random.uniform() < share {
        label = (own + 1 + Int(random.uniform(below: UInt32(classes - 1)))) % classes
        wrong.insert(row)
      }
      lines.append(
        (point.map { String(format: "%.3f", $0) } + ["P\(1_000 + row / groupSize)", "k\(label)"])
          .joined(separator: ","))
    }
    return Made(text: lines.joined(separator: "\n") + "\n", wrong: wrong)
  }
}
