import Testing

@testable import FathomNumerics

@Suite struct RandomStreamTests {
  private func draws(_ seed: UInt64, _ domain: String, _ index: UInt64, _ count: Int = 4)
    -> [UInt64]
  {
    var stream = RandomStream(seed: seed, domain: domain, index: index)
    return (0..<count).map { _ in stream.next() }
  }

  @Test func `the first values are frozen`() {
    // Made by a separate program in Python from the papers' definitions; that program gives the
    // authors' published outputs of SplitMix64 (seed 1234567) and xoshiro256** (state 1, 2, 3, 4).
    #expect(
      draws(1, "localCorrelation", 0) == [
        0x2a7c_2924_c84e_9b92, 0x43f9_9383_70d8_1958, 0x2443_6cc7_ff56_d605, 0xba99_ecb0_c9c9_af08,
      ])
    #expect(
      draws(1, "localCorrelation", 1) == [
        0xe829_d632_541d_1a17, 0x5f88_e512_a258_e7dc, 0x6afb_c181_c70f_22a0, 0xdb9e_0a30_a01b_ea18,
      ])
    #expect(
      draws(42, "test", 7) == [
        0x9143_adda_3adc_10fc, 0x1cba_93fa_1674_5696, 0x6fdf_a3b5_deb6_41f2, 0x0519_187f_b842_955e,
      ])
  }

  @Test func `a shuffle of ten is frozen`() {
    var stream = RandomStream(seed: 42, domain: "test", index: 7)
    var elements = (0..<10).map { Int32($0) }
    stream.shuffle(&elements)
    #expect(elements == [8, 2, 7, 9, 4, 6, 0, 3, 1, 5])
  }

  @Test func `SplitMix64 gives the published sequence`() {
    // https://prng.di.unimi.it/splitmix64.c with seed 1234567.
    var mixer = SplitMix64(state: 1_234_567)
    #expect(
      (0..<3).map { _ in mixer.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func `one key gives one stream, every other key another`() {
    let first = draws(1, "a", 0)
    #expect(draws(1, "a", 0) == first)
    let others = [draws(2, "a", 0), draws(1, "b", 0), draws(1, "a", 1), draws(1, "", 0)]
    #expect(Set(others + [first]).count == 5)
  }

  @Test func `the first draws of many replicates are all different and half of their bits are set`()
  {
    let first = (0..<2_000).map { draws(1, "replicates", $0, 1)[0] }
    #expect(Set(first).count == 2_000)
    for bit in 0..<64 {
      let set = first.count { ($0 >> UInt64(bit)) & 1 == 1 }
      // 1000 ± 22.4 in a fair stream; five standard deviations over 64 bits.
      #expect(abs(set - 1_000) < 112, "bit \(bit)")
    }
  }

  @Test(arguments: [2, 3, 7, 10, 61] as [UInt32])
  func `integers below a bound are uniform by a chi-square test`(_ bound: UInt32) {
    var stream = RandomStream(seed: 5, domain: "chi-square", index: UInt64(bound))
    let trials = 20_000
    var counts = [Int](repeating: 0, count: Int(bound))
    for _ in 0..<trials { counts[Int(stream.uniform(below: bound))] += 1 }
    let expected = Double(trials) / Double(bound)
    let statistic =
      counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
      / expected
    let freedom = Double(bound - 1)
    // Mean and variance of chi-square are f and 2f: four standard deviations above, for a fixed seed.
    #expect(statistic < freedom + 4 * (2 * freedom).squareRoot())
  }

  @Test func `a bound of three quarters of the range is not biased by the remainder`() {
    // Without rejection ⌊3x / 4⌋ of a uniform x would be a multiple of three half of the time.
    let bound: UInt32 = 3 << 30
    var stream = RandomStream(seed: 5, domain: "bias", index: 0)
    let thirds = (0..<9_000).reduce(into: [0, 0, 0]) { counts, _ in
      counts[Int(stream.uniform(below: bound) % 3)] += 1
    }
    // 3000 ± 44.7 each; five standard deviations.
    for count in thirds { #expect(abs(count - 3_000) < 224) }
  }

  @Test func `every order of three elements is equally frequent`() {
    var counts = [[Int32]: Int]()
    for index in 0..<6_000 {
      var stream = RandomStream(seed: 9, domain: "orders", index: UInt64(index))
      var elements: [Int32] = [0, 1, 2]
      stream.shuffle(&elements)
      counts[elements, default: 0] += 1
    }
    #expect(counts.count == 6)
    // 1000 ± 28.9 each; five standard deviations.
    for count in counts.values { #expect(abs(count - 1_000) < 145) }
  }

  @Test func `uniform doubles lie in 0 ..< 1 with mean one half`() {
    var stream = RandomStream(seed: 11, domain: "doubles", index: 0)
    let values = (0..<10_000).map { _ in stream.uniform() }
    #expect(values.allSatisfy { (0..<1).contains($0) })
    // The standard error of the mean is 1 / √(12 · 10,000) = 0.0029.
    #expect(abs(values.reduce(0, +) / 10_000 - 0.5) < 0.0145)
  }

  @Test func `row hashes choose the asked share, independently for each seed`() {
    let half = UInt64.max / 2
    let chosen = (0..<10_000).filter { RandomStream.rowHash(seed: 1, row: $0) < half }
    // 5000 ± 50; five standard deviations.
    #expect(abs(chosen.count - 5_000) < 250)
    let others = (0..<10_000).filter { RandomStream.rowHash(seed: 2, row: $0) < half }
    let both = Set(chosen).intersection(others).count
    // Independent choices share a quarter: 2500 ± 43.3.
    #expect(abs(both - 2_500) < 217)
    #expect(RandomStream.rowHash(seed: 1, row: 0) == RandomStream.rowHash(seed: 1, row: 0))
  }
}
