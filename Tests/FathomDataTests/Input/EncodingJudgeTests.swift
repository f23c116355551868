import Testing

@testable import FathomData

/// Which texts read as a language writes them.
@Suite struct EncodingJudgeTests {
  @Test(arguments: [
    "Müller Straße Übel", "L'Éclair, Zoé à l’heure", "¿Qué? ¡No! 5 €", "Århus Ærø", "»Wort« „Wort“",
    "21 °C, 5 µg, m², Nº 3", "Łódź Żółw", "Київ", "Málaga; São Paulo",
  ])
  func `what a language writes is plausible`(_ text: String) {
    #expect(EncodingJudge(text).implausible == 0, "\(text)")
  }

  @Test(arguments: [
    "J„ger", "MŸller", "JŠger", "M\u{81}ller", "Zo‰", "12 ¤", "21 øC", "5 æg", "Kя",
  ])
  func `what none writes is not`(_ text: String) {
    #expect(!EncodingJudge(text).isPlausible, "\(text)")
  }

  @Test func `bytes that fit no language are uncertain and Western ones are not`() {
    let odd = Array(repeating: [0x41, 0xD7, 0x62, 0x9E, 0x63, 0x0A] as [UInt8], count: 20).flatMap {
      $0
    }
    #expect(EncodingGuess.judge(odd, isWhole: true).isUnsure)
    let western = Array("M".utf8) + [0xFC] + Array("ller\nK".utf8) + [0xF6] + Array("ln\n".utf8)
    #expect(EncodingGuess.judge(western, isWhole: true).encoding == nil)
    #expect(!EncodingGuess.judge(western, isWhole: true).isUnsure)
  }
}
