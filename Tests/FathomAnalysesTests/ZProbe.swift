import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct ZProbe {
  @Test func `probe wide constant`() throws {
    var data = (0..<8).map { index in
      var normal = NormalStream("wide", index)
      return normal.column(6)
    }
    data.append([3, 3, 3, 3, 3, 3])
    data.append(data[0])
    let e = try Collinearity().measure(try Summary(of: MemorySource(columns: data)))
    print("PROBE wide", e.predictors.map { $0.ridgeVif ?? -1 }, e.rank, e.columns)
  }
  @Test func `probe tiny`() throws {
    for s in [1e-100, 1e-150, 1e-170, 1e-200, 1e150, 1e160, 1e200] {
      let source = try MemorySource(try Fixture.source("longley.csv"), rowsPerBatch: 10).mapping { $1 * s }
      do {
        let sum = try Summary(of: source)
        print("PROBE scale", s, (try? Collinearity().measure(sum).predictors.map { $0.vif ?? -1 }) as Any, sum.profiles[1].standardDeviation as Any)
      } catch { print("PROBE", error) }
    }
  }
  @Test func `probe nearly constant`() throws {
    var normal = NormalStream("x")
    // spread at the level of rounding
    let a = (0..<30).map { 1e9 + Double($0 % 2) * 1.1920928955078125e-07 }
    let b = normal.column(30)
    let c = normal.column(30)
    let sum = try Summary(of: MemorySource(columns: [a, b, c]))
    let e = try Collinearity().measure(sum)
    print("PROBE near", e.dependencies, e.predictors.map { $0.vif ?? -1 })
  }
  @Test func `probe p equals n wide missing`() throws {
    var data = (0..<8).map { index in
      var normal = NormalStream("wide", index)
      return normal.column(12)
    }
    for i in 0..<6 { data[i][i] = .nan }
    let sum = try Summary(of: MemorySource(columns: data))
    let e = try Collinearity().measure(sum)
    print("PROBE wm", sum.completeRows, e.rank, e.predictors.map { $0.ridgeVif ?? -1 })
  }
  @Test func `probe identical rows`() throws {
    let data = [[1.0, 1, 1, 2, 2, 2, 3, 3, 3, 5], [2.0, 2, 2, 2, 2, 2, 3, 3, 3, 3], [9.0, 9, 9, 1, 1, 1, 3, 3, 3, 4]]
    let e = try Collinearity().measure(try Summary(of: MemorySource(columns: data)))
    print("PROBE id", e.predictors.map { $0.vif ?? -1 })
    let s = try SampleSize().measure(try Summary(of: MemorySource(columns: data)))
    print("PROBE s", s.intrinsicDimension, SampleSize().judge(s))
    let m = try Summary(of: MemorySource(columns: [[1, .nan, .nan, .nan], [.nan, 2, 3, .nan], [5, 6, 7, 8]]))
    for entry in Catalog.entries {
      let o = entry.run(m, AnalysisContext(permutations: 9))
      print("PROBE m", o.status, o.reason ?? "")
    }
  }
  @Test func `probe complete rows constant`() throws {
    // a column varies over all rows but not over the complete ones
    var normal = NormalStream("x")
    let a = [Double](repeating: 1, count: 20) + normal.column(5)
    let b = normal.column(20) + [Double](repeating: .nan, count: 5)
    let c = normal.column(25)
    let e = try Collinearity().measure(try Summary(of: MemorySource(columns: [a, b, c])))
    print("PROBE cc", e.dependencies, e.predictors.map { $0.vif ?? -1 }, e.conditionNumber as Any)
  }
}
