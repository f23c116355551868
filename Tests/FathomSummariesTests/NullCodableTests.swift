import SummaryTesting
import Foundation
import Testing

@testable import FathomSummaries

@Suite struct NullCodableTests {
  private struct Pair: Codable, Equatable {
    @NullCodable var number: Double?
    @NullCodable var word: String?
  }

  private func json(_ pair: Pair) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(pair), as: UTF8.self)
  }

  private func pair(_ json: String) throws -> Pair {
    try JSONDecoder().decode(Pair.self, from: Data(json.utf8))
  }

  @Test func `what has no value is written as null, not left out`() throws {
    #expect(try json(Pair(number: nil, word: nil)) == #"{"number":null,"word":null}"#)
    #expect(try json(Pair(number: 0.5, word: "a")) == #"{"number":0.5,"word":"a"}"#)
  }

  @Test func `numbers that are not finite are null`() throws {
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(try json(Pair(number: value, word: nil)) == #"{"number":null,"word":null}"#)
    }
  }

  @Test func `null and a missing name both read as nil`() throws {
    #expect(try pair(#"{"number":null,"word":"a"}"#) == Pair(number: nil, word: "a"))
    #expect(try pair(#"{"word":"a"}"#) == Pair(number: nil, word: "a"))
  }
}
