import Foundation
import Testing

@testable import FathomNumerics

@Suite struct AverageLinkageTests {
  /// |cos((i + 1)(j + 2)^1.5)| for i < j.
  private var similarity: Matrix {
    var matrix = Matrix(rows: 9, columns: 9)
    for i in 0..<9 {
      for j in 0..<9 {
        matrix[i, j] =
          i == j ? 1 : abs(cos(Double(min(i, j) + 1) * pow(Double(max(i, j) + 2), 1.5)))
      }
    }
    return matrix
  }

  @Test(arguments: [
    (0.5, [[0, 5, 8], [1, 2, 3, 4, 6, 7]]), (0.7, [[0, 8], [1, 2, 3], [4, 6, 7], [5]]),
    (0.85, [[0, 8], [1, 2], [3], [4, 6, 7], [5]]),
  ])
  func `groups are those of scipy's average linkage`(_ cut: Double, _ groups: [[Int]]) {
    // scipy 1.17: fcluster(linkage(squareform(1 - S), "average"), 1 - cut, "distance").
    let found = AverageLinkage(similarity: similarity, cut: cut).groups.sorted { $0[0] < $1[0] }
    #expect(found == groups)
  }

  @Test func `leaves put similar items side by side`() {
    // Items on a line, named in another order: each is most like its neighbours.
    let places = [3.0, 0, 4.1, 1.2, 2.1]
    var matrix = Matrix(rows: 5, columns: 5)
    for i in 0..<5 {
      for j in 0..<5 { matrix[i, j] = exp(-abs(places[i] - places[j])) }
    }
    let leaves = AverageLinkage(similarity: matrix, cut: 0).leaves
    #expect(leaves == [1, 3, 4, 0, 2] || leaves == [2, 0, 4, 3, 1])
  }

  @Test func `no item and one item are groups of their own`() {
    #expect(AverageLinkage(similarity: Matrix(rows: 0, columns: 0), cut: 0.5).groups.isEmpty)
    let one = AverageLinkage(similarity: Matrix(rows: 1, columns: 1, repeating: 1), cut: 0.5)
    #expect(one.groups == [[0]] && one.leaves == [0])
  }
}
