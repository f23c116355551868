import FathomLearners
import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct ReflectionsTests {
  /// Images of 4 × 6: those of class 1 are bright on one half, those of class 0 nowhere.
  private func fold(isSymmetric: Bool) -> Fold {
    var normal = NormalStream("reflections")
    var values = [Float]()
    var target = [Double]()
    for row in 0..<240 {
      let name = row % 2
      // Either half of class 1 in a symmetric world; always the left one in the other.
      let isLeft = isSymmetric ? row % 4 < 2 : true
      for _ in 0..<4 {
        for x in 0..<6 {
          let isBright = name == 1 && (x < 3) == isLeft
          values.append((isBright ? 2 : 0) + Float(0.3 * normal.next()))
        }
      }
      target.append(Double(name))
    }
    let rows = LabelledRows(
      features: SampleRows(count: 240, width: 24, values: values),
      isNumber: [Bool](repeating: true, count: 24), target: target, classes: 2,
      layout: .grid(height: 4, width: 6, channels: 1), groups: nil)
    return Fold(rows: rows, training: Array(0..<160), test: Array(160..<240), seed: 1)
  }

  @Test func `what is as likely mirrored may be mirrored`() throws {
    let both = Reflections.measure(fold(isSymmetric: true))
    #expect(both.map(\.axis) == ["mirrored", "flipped"])
    #expect(both.allSatisfy { $0.given == 1 && $0.reflected == 1 && $0.standardError == 0 })
  }

  @Test func `what is never seen mirrored may only be flipped`() throws {
    let found = Reflections.measure(fold(isSymmetric: false))
    // Class 1 is no longer recognised.
    #expect(found[0].reflected < 0.6 && found[0].given == 1)
    #expect(found[1].reflected == 1)
  }

  @Test func `positions and channels are reflected by their place`() {
    let extent = NetworkShape.Extent(height: 2, width: 2, channels: 2)
    #expect(Reflections.Axis.mirrored.sources(extent) == [2, 3, 0, 1, 6, 7, 4, 5])
    #expect(Reflections.Axis.flipped.sources(extent) == [4, 5, 6, 7, 0, 1, 2, 3])
    let sequence = NetworkShape.Extent(width: 3, channels: 1)
    #expect(Reflections.Axis.mirrored.sources(sequence) == [2, 1, 0])
    #expect(!Reflections.Axis.flipped.concerns(sequence))
  }

  @Test func `columns of a table have no sides`() {
    let images = fold(isSymmetric: true)
    var rows = images.rows
    rows.layout = .table
    let table = Fold(rows: rows, training: images.training, test: images.test, seed: 1)
    #expect(Reflections.measure(table).isEmpty)
  }
}
