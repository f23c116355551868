/// Levels that are known to be names, although most of them are numbers.
extension ColumnContents {
  /// Whether the levels are whole numbers from 1 on and names of sex chromosomes or of mitochondrial DNA.
  ///
  /// Source: NCBI, names of chromosomes in genome assemblies; no species that is sequenced often has more than 40 pairs.
  var holdsChromosomes: Bool {
    guard let numberLevels, let wordLevels, !numberLevels.isEmpty, !wordLevels.isEmpty else {
      return false
    }
    let names: Set<String> = ["X", "Y", "Z", "W", "XY", "M", "MT"]
    return wordLevels.values.allSatisfy { names.contains($0.uppercased()) }
      && numberLevels.allSatisfy { (1...40).contains($0.value) && $0.value == $0.value.rounded() }
  }

  /// Whether the levels are numbers below a thousand and codes of as many digits behind a letter: `250.00`, `V45.01`,
  /// `E850.2` (WHO, ICD-9).
  ///
  /// A few letters among numbers may be slips: there must be several, or V and E, which stand for supplements.
  var holdsDiagnoses: Bool {
    guard survey.codes > 0, survey.plain > 0, survey.allDressed == 0,
      survey.spelling.signed == 0, survey.spelling.bareExponents == 0
    else { return false }
    // What is read as codes has many words, and no numbers.
    guard let wordLevels else { return reading.isCode }
    if !reading.isCode {
      guard let smallest, let largest, smallest >= 1, largest < 1_000 else { return false }
    }
    var letters = Set<Character>()
    var codes = 0
    for word in wordLevels.values {
      let isPlaceholder = Array(word.utf8).withUnsafeBufferPointer {
        Placeholders.contains($0, ByteKinds($0))
      }
      if isPlaceholder { continue }
      guard let first = word.first, first.isASCII else { return false }
      if reading.isCode, first.isNumber { continue }
      guard first.isUppercase else { return false }
      let parts = word.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, (2...3).contains(parts[0].count),
        parts.count < 2 || (1...2).contains(parts[1].count),
        parts.joined().utf8.allSatisfy({ $0 &- 48 < 10 })
      else { return false }
      letters.insert(first)
      codes += 1
    }
    return codes > 2 || codes > 0 && letters.isSubset(of: ["V", "E"])
  }
}
