import FathomNumerics
import Testing

@Suite struct NumericsErrorTests {
  @Test func `messages name the routine and what happened`() {
    let failed = NumericsError.notConverged(routine: "dgejsv", info: 3).description
    #expect(failed.contains("dgejsv") && failed.contains("3"))
    #expect(NumericsError.notFinite(routine: "relabelling test").description.contains("not finite"))
    #expect(NumericsError.tooSmall("two positions needed").description == "two positions needed")
  }
}
